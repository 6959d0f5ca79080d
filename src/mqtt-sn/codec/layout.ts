import type { MessageField } from './field.ts';
import { formatOf, type MessageType, typeOfCode } from './messages.ts';
import { octetCount } from './octet-count.ts';

/** The place of each field in a datagram, before the decoder reads any field. */
export interface MessageLayout {
  readonly type: MessageType;
  /** Octets of Length and MsgType: 2, or 4 in the long form. */
  readonly headerOctets: number;
  /** The end of the message; inside an envelope another message follows. */
  readonly end: number;
  readonly parts: readonly FieldSpan[];
  /** A fault in words that leaves the meaning certain. */
  readonly oddity?: string;
}

export interface FieldSpan {
  // biome-ignore lint/suspicious/noExplicitAny: only the field itself reads its part
  readonly field: MessageField<any>;
  readonly from: number;
  readonly to: number;
}

export interface MalformedDatagram {
  readonly malformed: string;
}

const LONG_FORM = 0x01;
/** Length leaves the duration 0 out, which Scapy appends. With and without it, the client does not go to sleep. */
const DISCONNECT_OF_SCAPY = Buffer.of(0x02, 0x18, 0x00, 0x00);

/**
 * Finds the fields of a datagram. Gives a fault in words if Length, type or size is wrong: Length must be the
 * datagram's (§5.2.1; the long form is legal for short messages too), the type must not be reserved, and the fields
 * must fill the message exactly.
 */
export function messageLayout(datagram: Buffer): MessageLayout | MalformedDatagram {
  if (datagram.length < 2) return { malformed: `a datagram of ${octetCount(datagram.length)} is no message` };
  const long = datagram.readUInt8(0) === LONG_FORM;
  const headerOctets = long ? 4 : 2;
  if (datagram.length < headerOctets) return { malformed: 'the header is cut off' };
  const end = long ? datagram.readUInt16BE(1) : datagram.readUInt8(0);
  const code = datagram.readUInt8(headerOctets - 1);
  const type = typeOfCode(code);
  if (type === undefined) return { malformed: `message type ${hex(code)} is reserved` };
  if (!lengthFits(end, datagram.length, type)) {
    const reason = `Length says ${end}, the datagram has ${datagram.length} octets`;
    if (!datagram.equals(DISCONNECT_OF_SCAPY)) return { malformed: reason };
    return { type, headerOctets, end, parts: [], oddity: `${reason}; both mean a plain DISCONNECT` };
  }
  if (end < headerOctets) return { malformed: `Length ${end} is shorter than the header` };

  const parts = place(type, headerOctets, end);
  return typeof parts === 'string' ? { malformed: parts } : { type, headerOctets, end, parts };
}

function lengthFits(end: number, datagramOctets: number, type: MessageType): boolean {
  return type === 'ENCAPSULATED' ? end < datagramOctets : end === datagramOctets;
}

/** Gives each field a span of octets; only the last field may vary in size. */
function place(type: MessageType, from: number, to: number): readonly FieldSpan[] | string {
  const format = formatOf(type);
  if (format.optional === true && from === to) return [];
  const parts: FieldSpan[] = [];
  let at = from;
  for (const field of format.fields) {
    const size = Math.min(field.maxOctets, to - at);
    if (size < field.minOctets) return `${type} is cut off at ${field.name}`;
    parts.push({ field, from: at, to: at + size });
    at += size;
  }
  return at === to ? parts : `${type} has ${octetCount(to - at)} too many`;
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
