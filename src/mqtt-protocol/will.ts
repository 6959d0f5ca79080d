import type { Qos } from './qos.ts';

/** The broker publishes this message when a client is gone without DISCONNECT (MQTT 5.0 §3.1.2.5). */
export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
}
