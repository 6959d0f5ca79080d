import type { ConnectionSettings, Endpoint } from './settings.ts';

/** The settings of a client without a name of its own, a will or secrets. It tries once, for at most `patienceMs`. */
export function plainSettings(endpoint: Endpoint, patienceMs: number): ConnectionSettings {
  return {
    endpoint,
    otherEndpoints: [],
    mayHost: false,
    command: '',
    keptByBroker: [],
    mqttVersion: 4,
    clientId: undefined,
    keepaliveS: 60,
    clean: true,
    sessionExpiryS: undefined,
    username: undefined,
    password: undefined,
    tls: { ca: undefined, cert: undefined, key: undefined, insecure: false },
    will: undefined,
    connectTimeoutMs: patienceMs,
    waitMs: 0,
    giveUpMs: 0,
    mqttSn: { retryIntervalMs: patienceMs, retries: 0, predefined: new Map(), unconnected: false },
  };
}
