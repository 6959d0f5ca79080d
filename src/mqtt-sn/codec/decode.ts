import { type MalformedDatagram, type MessageLayout, messageLayout } from './layout.ts';
import type { SnMessage } from './messages.ts';

/** `oddity`: a fault in words that leaves the meaning certain. */
export type Decoded = { readonly message: SnMessage; readonly oddity?: string } | MalformedDatagram;

/**
 * Decodes a datagram (MQTT-SN 1.2 §5). Gives the message, or a fault in words; never throws. Data and node ids are
 * views into the datagram, not copies.
 */
export function decode(datagram: Buffer): Decoded {
  const found = messageLayout(datagram);
  if ('malformed' in found) return found;
  return read(datagram, found);
}

function read(datagram: Buffer, { type, headerOctets, end, parts, oddity }: MessageLayout): Decoded {
  const body = datagram.subarray(headerOctets, end);
  const values: Record<string, unknown> = { type };
  for (const { field, from, to } of parts) {
    const octets = datagram.subarray(from, to);
    const fault = field.fault?.(octets, body);
    if (fault !== undefined) return { malformed: `${type}: ${fault}` };
    Object.assign(values, field.read(octets, body));
  }
  if (type === 'ENCAPSULATED') values.encapsulated = datagram.subarray(end);
  // The fields and the type SnMessage come from the same table.
  const message = values as unknown as SnMessage;
  return oddity === undefined ? { message } : { message, oddity };
}
