import type { Address } from '../building/address.ts';
import type { ObservedMessage } from '../observation/observation.ts';
import type { DecodedPayload } from '../payload/decoded.ts';
import type { IncomingMessage } from '../session.ts';

/**
 * A received message as sinks take it. `read` is its payload, read for the sensor of its topic; both are undefined for a
 * topic without a sensor. `atMs` is milliseconds since 1970.
 */
export function receivedMessage(
  { topic, qos, retain, payload, packetId, properties }: IncomingMessage,
  address: Address | undefined,
  read: DecodedPayload | undefined,
  atMs: number,
): ObservedMessage {
  const reading =
    address && read?.kind === 'reading'
      ? { address, value: read.value, timeMs: read.timeMs, seq: read.seq, format: read.format }
      : undefined;
  return { kind: 'message', topic, qos, retain, payload, reading, atMs, packetId, properties };
}
