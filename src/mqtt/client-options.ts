import { randomBytes } from 'node:crypto';
import type { IClientOptions } from 'mqtt';
import type { ConnectionSettings } from './settings.ts';

/** Turns settings into mqtt.js' options. */
export function clientOptions(settings: ConnectionSettings): IClientOptions {
  const { endpoint, mqttVersion, tls, username, password, will } = settings;
  return {
    protocol: endpoint.protocol === 'mqtt-sn' ? 'mqtt' : endpoint.protocol,
    host: endpoint.host,
    port: endpoint.port,
    path: endpoint.path,
    protocolVersion: mqttVersion,
    protocolId: mqttVersion === 3 ? 'MQIsdp' : 'MQTT',
    clientId: settings.clientId ?? uniqueClientId(),
    clean: settings.clean,
    keepalive: settings.keepaliveS,
    connectTimeout: settings.connectTimeoutMs,
    // A stale reading is worth nothing: what can't be sent at QoS 0 now is refused now.
    queueQoSZero: false,
    reconnectOnConnackError: true,
    rejectUnauthorized: !tls.insecure,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
    ...(will && { will }),
    ...(mqttVersion === 5 && settings.sessionExpiryS !== undefined
      ? { properties: { sessionExpiryInterval: settings.sessionExpiryS } }
      : {}),
  };
}

/** MQTT 3.1 allows 23 characters; every broker takes these. */
function uniqueClientId(): string {
  return `bsim-${randomBytes(6).toString('hex')}`;
}
