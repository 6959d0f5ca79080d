export interface GatewaySettings {
  readonly gatewayId: number;
  /** Topics of predefined ids, known to clients without registration. */
  readonly predefined: ReadonlyMap<number, string>;
  /** T_RETRY: 10 to 15 s are the best practice (MQTT-SN 1.2 §7.2). */
  readonly retryIntervalMs: number;
  /** N_RETRY: 3 to 5. */
  readonly retries: number;
  /** T_ADV: more than 15 minutes; undefined: the gateway doesn't advertise itself. */
  readonly advertiseMs?: number | undefined;
  readonly maxClients: number;
  /** Messages held back for one client that sleeps or is slow. */
  readonly maxBuffered: number;
  /** The client id of the connection that carries QoS -1 messages. */
  readonly anonymousClientId: string;
}

export const LIMITS = {
  topicsPerClient: 8192,
  /** Octets of topic names, and of what is known about them, of one client and of all together. */
  topicOctetsPerClient: 2 * 1024 * 1024,
  topicOctets: 64 * 1024 * 1024,
  /** Octets of payload held back for all clients together. */
  bufferedOctets: 64 * 1024 * 1024,
  /** Octets of payload from all clients together that are at the broker, or wait for PUBREL. */
  uplinkOctets: 64 * 1024 * 1024,
  /** QoS 1 and 2 messages of one client that the broker hasn't acknowledged; the text allows a client one (§6.6). */
  uplinkInFlight: 256,
  pendingSubscriptions: 64,
  /** QoS -1 messages held while their connection is being opened. */
  anonymousQueue: 1000,
} as const;
