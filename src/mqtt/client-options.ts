import { randomBytes } from 'node:crypto';
import type { IClientOptions } from 'mqtt';
import { protocolName } from '../mqtt-protocol/version.ts';
import { messageIdsBelowLane } from './message-ids.ts';
import { RedeliveryStore } from './redelivery-store.ts';
import type { ConnectionSettings } from './settings.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** MQTT 5 §3.1.2.11.2 */
const NEVER_S = 0xffff_ffff;

/** Turns settings into mqtt.js' options; where to connect to is not among them. */
export function clientOptions(settings: ConnectionSettings): IClientOptions {
  const { mqttVersion, username, password, will } = settings;
  // In MQTT 5 a session without expiry ends with the connection: to keep it means for ever, unless said otherwise.
  const sessionExpiryS = settings.sessionExpiryS ?? (settings.clean ? undefined : NEVER_S);
  return {
    protocolVersion: mqttVersion,
    protocolId: protocolName(mqttVersion),
    clientId: settings.clientId ?? uniqueClientId(),
    clean: settings.clean,
    keepalive: settings.keepaliveS,
    // A timer above 24.8 days would fire at once.
    connectTimeout: Math.min(settings.connectTimeoutMs, LONGEST_TIMER_MS),
    // A stale reading is worth nothing: what can't be sent at QoS 0 now is refused now.
    queueQoSZero: false,
    reconnectOnConnackError: true,
    outgoingStore: new RedeliveryStore(),
    messageIdProvider: messageIdsBelowLane(),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(will && { will }),
    ...(mqttVersion === 5 && sessionExpiryS !== undefined
      ? { properties: { sessionExpiryInterval: sessionExpiryS } }
      : {}),
  };
}

/** MQTT 3.1 allows 23 characters; every broker takes these. */
export function uniqueClientId(): string {
  return `bsim-${randomBytes(6).toString('hex')}`;
}
