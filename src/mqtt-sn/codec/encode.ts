import { formatOf, type SnMessage } from './messages.ts';

/** Octets of the longest message with a one-octet Length (§5.2.1). */
const SHORT_FORM_MAX = 255;
/** Octets of the longest UDP datagram over IPv4. */
export const MAX_DATAGRAM = 65_507;

export interface EncodeOptions {
  /** Uses the three-octet Length even where one octet would do, as MQTT-SN allows. */
  readonly longForm?: boolean;
}

/**
 * The octets of a message. Length takes one octet up to 255, three beyond.
 * Throws RangeError for a value too large for the field, and for a message beyond 65,535 octets.
 */
export function encode(message: SnMessage, options: EncodeOptions = {}): Buffer {
  const { code, fields, optional } = formatOf(message.type);
  const absent = optional === true && !hasValues(message);
  const bodyOctets = absent ? 0 : fields.reduce((sum, field) => sum + field.size(message), 0);
  const headerOctets = options.longForm || bodyOctets + 2 > SHORT_FORM_MAX ? 4 : 2;
  const trailer = message.type === 'ENCAPSULATED' ? message.encapsulated : undefined;

  const length = headerOctets + bodyOctets;
  const datagram = Buffer.alloc(length + (trailer?.length ?? 0));
  writeHeader(datagram, length, code, headerOctets);
  if (absent) return datagram;
  let at = headerOctets;
  for (const field of fields) {
    field.write(message, datagram, at, headerOctets);
    at += field.size(message);
  }
  trailer?.copy(datagram, at);
  return datagram;
}

function hasValues(message: SnMessage): boolean {
  return Object.keys(message).some((key) => key !== 'type' && message[key as keyof SnMessage] !== undefined);
}

function writeHeader(datagram: Buffer, length: number, code: number, headerOctets: number): void {
  if (headerOctets === 4) {
    datagram.writeUInt8(0x01, 0);
    datagram.writeUInt16BE(length, 1);
  } else {
    datagram.writeUInt8(length, 0);
  }
  datagram.writeUInt8(code, headerOctets - 1);
}
