import type { ApplicationMessage } from '../message.ts';

/** A message at QoS 1 or 2 on its way to one session, until it is acknowledged. */
export interface SessionDelivery {
  /** Counts those of the session. */
  readonly sequence: number;
  readonly message: ApplicationMessage;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly identifiers: readonly number[] | undefined;
  /** The `$share/…` filter by which the session got it. */
  readonly share: string | undefined;
  /** 0 until it is sent for the first time; then the same for good [MQTT-4.4.0-1]. */
  packetId: number;
  /** Whether it was sent on the connection that there is. */
  isSent: boolean;
  /** PUBREC came: only PUBREL may be sent [MQTT-4.3.3-5]. */
  isReleased: boolean;
}

/** How much of the limits it takes, in bytes: the message, and what the broker notes about it. */
export function sizeOf({ message }: SessionDelivery): number {
  return NOTE_BYTES + message.payload.length + message.topic.length + (message.properties?.length ?? 0);
}

const NOTE_BYTES = 200;
