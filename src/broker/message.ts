import type { Qos } from '../mqtt-protocol/qos.ts';

/** An application message on its way through the broker. Never changed: sessions and the retained ones share it. */
export interface ApplicationMessage {
  readonly topic: string;
  /** Belongs to the message where qos > 0 or retain, and is then kept; a part of a read buffer otherwise. */
  readonly payload: Buffer;
  readonly qos: Qos;
  /** Whether the publisher set RETAIN. */
  readonly retain: boolean;
  /**
   * The MQTT 5 properties that a broker forwards unaltered, as they are encoded, without their length: payload
   * format, content type, response topic, correlation data and user properties in their order [MQTT-3.3.2-18].
   */
  readonly properties?: Buffer | undefined;
  /** Milliseconds since 1970, from the Message Expiry Interval [MQTT-3.3.2-5]. */
  readonly expiresAtMs?: number | undefined;
}
