import type { IClientOptions } from 'mqtt';
import { protocolName } from '../mqtt-protocol/version.ts';
import { randomHex } from '../random-names.ts';
import { MAX_TIMER_MS } from '../timers.ts';
import { mqttJsPacketIds } from './packet-ids.ts';
import { RedeliveryStore } from './redelivery-store.ts';
import type { ConnectionSettings } from './settings.ts';

/** MQTT 5 §3.1.2.11.2 */
const NEVER_S = 0xffff_ffff;

/** Turns settings into mqtt.js' options. The endpoint is not among them. */
export function clientOptions(settings: ConnectionSettings): IClientOptions {
  const { mqttVersion, username, password, will } = settings;
  // An MQTT 5 session without expiry ends with the connection. So a session to be kept never expires by default.
  const sessionExpiryS = settings.sessionExpiryS ?? (settings.clean ? undefined : NEVER_S);
  return {
    protocolVersion: mqttVersion,
    protocolId: protocolName(mqttVersion),
    clientId: settings.clientId ?? uniqueClientId(),
    clean: settings.clean,
    keepalive: settings.keepaliveS,
    connectTimeout: Math.min(settings.connectTimeoutMs, MAX_TIMER_MS),
    // A stale reading is worthless: a message of QoS 0 that can't be sent now is refused now.
    queueQoSZero: false,
    reconnectOnConnackError: true,
    outgoingStore: new RedeliveryStore(),
    messageIdProvider: mqttJsPacketIds(),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(will && { will }),
    ...(mqttVersion === 5 && sessionExpiryS !== undefined
      ? { properties: { sessionExpiryInterval: sessionExpiryS } }
      : {}),
  };
}

/** MQTT 3.1 allows 23 characters, and every broker takes letters, digits and a hyphen. */
export function uniqueClientId(): string {
  return `bsim-${randomHex(12)}`;
}
