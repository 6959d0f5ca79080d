import type { ApplicationMessage } from '../message.ts';

/** A message at QoS 1 or 2 on the way to one session, until the acknowledgement. */
export interface SessionDelivery {
  /** Counts the session's deliveries. */
  readonly sequence: number;
  readonly message: ApplicationMessage;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly identifiers: readonly number[] | undefined;
  /** The `$share/…` filter behind the delivery. */
  readonly share: string | undefined;
  /** 0 before the first sending; constant afterwards [MQTT-4.4.0-1]. */
  packetId: number;
  /** Sent on the current connection. */
  isSent: boolean;
  /** After PUBREC only PUBREL may be sent [MQTT-4.3.3-5]. */
  isReleased: boolean;
}

/** Size in bytes for the limits: the message, and the broker's notes about the message. */
export function sizeOf({ message }: SessionDelivery): number {
  return NOTE_BYTES + message.payload.length + message.topic.length + (message.properties?.length ?? 0);
}

const NOTE_BYTES = 200;
