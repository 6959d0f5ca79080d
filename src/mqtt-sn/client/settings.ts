import type { Will } from '../../mqtt-protocol/will.ts';
import type { SnQos } from '../codec/flags-field.ts';
import type { RetrySettings } from '../retry-timer.ts';

export interface ClientSettings extends RetrySettings {
  /** 1 to 23 characters (MQTT-SN 1.2 §5.3.1). */
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** 0: no keep-alive. */
  readonly keepAliveS: number;
  readonly will?: Will | undefined;
  /** Topics by predefined id; client and gateway know these ids without registration. */
  readonly predefined: ReadonlyMap<number, string>;
}

export interface ClientMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: SnQos;
  readonly retain: boolean;
}

/** A gateway may announce so many topics to a client. */
export const MAX_TOPICS = 16_384;
/** Octets of all topic names together. */
export const MAX_TOPIC_OCTETS = 4 * 1024 * 1024;
