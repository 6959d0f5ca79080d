import type { Qos } from '../mqtt-protocol/qos.ts';

/**
 * An application message on the way through the broker. Immutable: sessions and retained messages share one
 * object.
 */
export interface ApplicationMessage {
  readonly topic: string;
  /** Belongs to the message where qos > 0 or retain, and is then kept; a part of a read buffer otherwise. */
  readonly payload: Buffer;
  readonly qos: Qos;
  /** Whether the publisher set RETAIN. */
  readonly retain: boolean;
  /**
   * The MQTT 5 properties forwarded unaltered, encoded, without the length: payload format, content type,
   * response topic, correlation data and user properties in the sender's order [MQTT-3.3.2-18].
   */
  readonly properties?: Buffer | undefined;
  /** Milliseconds since 1970, from the Message Expiry Interval [MQTT-3.3.2-5]. */
  readonly expiresAtMs?: number | undefined;
}
