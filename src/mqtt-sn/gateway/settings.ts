import type { RetrySettings } from '../retry-timer.ts';

export interface GatewaySettings extends RetrySettings {
  /** 0 to 255. */
  readonly gatewayId: number;
  /** Topics by predefined id; clients know these ids without registration. */
  readonly predefined: ReadonlyMap<number, string>;
  /** T_ADV: more than 15 minutes. Left out, the gateway doesn't advertise itself. */
  readonly advertiseMs?: number | undefined;
  readonly maxClients: number;
  /** So many clients of one host (IP address); left out, as many as there may be. */
  readonly maxClientsPerHost?: number | undefined;
  /** A sleeping client may come back from another host. */
  readonly isRoaming?: boolean | undefined;
  /** Messages that wait for one sleeping or slow client. */
  readonly maxBuffered: number;
  /** The client id of the connection for messages of QoS -1. */
  readonly anonymousClientId: string;
}

/** Bounds of the gateway's memory. The gateway refuses more with "congestion", or drops messages. */
export const LIMITS = {
  topicsPerClient: 8192,
  /** Octets of topics, for one client and for all together. */
  topicOctetsPerClient: 2 * 1024 * 1024,
  topicOctets: 64 * 1024 * 1024,
  /** Octets of payload on the way to all clients together. */
  bufferedOctets: 64 * 1024 * 1024,
  /** Octets of payload from all clients together, at the broker or before PUBREL. */
  uplinkOctets: 64 * 1024 * 1024,
  /** Messages of QoS 1 and 2 of one client at the broker; the specification allows a single one (§6.6). */
  uplinkInFlight: 256,
  pendingSubscriptions: 64,
  /** QoS -1 messages that wait while their connection opens. */
  anonymousQueue: 1000,
} as const;
