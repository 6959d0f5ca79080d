import { hostAndPort } from '../host-port.ts';
import type { MqttVersion } from '../mqtt-protocol/version.ts';
import type { Will } from '../mqtt-protocol/will.ts';
/** All settings of a client's connection. `connectionSettings` makes them from options. */
export interface ConnectionSettings {
  readonly endpoint: Endpoint;
  /** Other nodes of the same cluster, tried when `endpoint` can't be reached. */
  readonly otherEndpoints: readonly Endpoint[];
  /** True if this process may run the broker. The embedded broker never takes the place of a named one. */
  readonly mayHost: boolean;
  /** The command of this process: the name under which others meet a broker of ours. */
  readonly command: string;
  /** The things that the broker keeps for this client, in words. An embedded broker takes them along at its end. */
  readonly keptByBroker: readonly string[];
  readonly mqttVersion: MqttVersion;
  /** Unique by default. */
  readonly clientId: string | undefined;
  readonly keepaliveS: number;
  readonly clean: boolean;
  /** MQTT 5: the broker keeps the session this long after a disconnection. */
  readonly sessionExpiryS: number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsClientSettings;
  readonly will: Will | undefined;
  readonly connectTimeoutMs: number;
  /** The time for attempts at the first connection; 0 for one attempt. */
  readonly waitMs: number;
  /** The time for attempts after a connection was lost; Infinity for ever. */
  readonly giveUpMs: number;
  readonly mqttSn: MqttSnSettings;
}

/** Settings of MQTT-SN only. */
export interface MqttSnSettings {
  readonly retryIntervalMs: number;
  readonly retries: number;
  readonly predefined: ReadonlyMap<number, string>;
  /** QoS -1: messages without a connection. */
  readonly unconnected: boolean;
  /** A listener sleeps so long between its looks at the gateway; undefined: it is always awake. */
  readonly sleepMs?: number | undefined;
}

export type Protocol = 'mqtt' | 'mqtts' | 'ws' | 'wss' | 'mqtt-sn';

/** The host in `mqtt-sn://?`: the first gateway that SEARCHGW finds. */
export const ANY_GATEWAY = '?';

export interface Endpoint {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  /** For WebSocket; `/` or longer. */
  readonly path: string;
}

export interface TlsClientSettings {
  /** PEM. */
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly insecure: boolean;
}

/** `mqtt://localhost:1883`, `ws://host:80/mqtt`; never with user or password. */
export function formatEndpoint({ protocol, host, port, path }: Endpoint): string {
  const shownPath = protocol === 'ws' || protocol === 'wss' ? path : '';
  return `${protocol}://${hostAndPort(host, port)}${shownPath}`;
}
