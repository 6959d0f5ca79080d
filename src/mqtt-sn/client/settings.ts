import type { Qos } from '../codec/field.ts';

export interface ClientSettings {
  /** 1 to 23 characters (MQTT-SN 1.2 §5.3.1). */
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** 0: no supervision. */
  readonly keepAliveS: number;
  readonly will?: ClientWill | undefined;
  /** T_RETRY and N_RETRY (§7.2). */
  readonly retryIntervalMs: number;
  readonly retries: number;
  /** Topics that both sides know by these ids. */
  readonly predefined: ReadonlyMap<number, string>;
}

export interface ClientWill {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

export interface ClientMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** Topics that a gateway may announce to a client. */
export const MAX_TOPICS = 16_384;
/** Octets of their names together. */
export const MAX_TOPIC_OCTETS = 4 * 1024 * 1024;
