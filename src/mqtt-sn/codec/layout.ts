import type { Field } from './field.ts';
import { formatOf, type MessageType, typeOfCode } from './messages.ts';

/** Where the parts of a datagram lie, before any of them is read. */
export interface Layout {
  readonly type: MessageType;
  /** Octets of Length and MsgType: 2, or 4 in the long form. */
  readonly headerOctets: number;
  /** Where the message ends; what follows it is the message inside an envelope. */
  readonly end: number;
  readonly parts: readonly Part[];
}

export interface Part {
  // biome-ignore lint/suspicious/noExplicitAny: a part is used through its field only
  readonly field: Field<any>;
  readonly from: number;
  readonly to: number;
}

export interface Malformed {
  readonly malformed: string;
}

const LONG_FORM = 0x01;

/**
 * The layout of one datagram, or why it has none. Checked: that Length is the datagram's (§5.2.1; the long form is
 * legal for short messages too), that the type is not reserved, and that the fields have room, no more and no less.
 */
export function layout(datagram: Buffer): Layout | Malformed {
  if (datagram.length < 2) return { malformed: `${datagram.length} octets are no message` };
  const long = datagram.readUInt8(0) === LONG_FORM;
  const headerOctets = long ? 4 : 2;
  if (datagram.length < headerOctets) return { malformed: 'the header is cut off' };
  const end = long ? datagram.readUInt16BE(1) : datagram.readUInt8(0);
  const code = datagram.readUInt8(headerOctets - 1);
  const type = typeOfCode(code);
  if (type === undefined) return { malformed: `message type ${hex(code)} is reserved` };
  if (!lengthFits(end, datagram.length, type)) {
    return { malformed: `Length says ${end}, the datagram has ${datagram.length} octets` };
  }
  if (end < headerOctets) return { malformed: `Length ${end} is shorter than the header` };

  const parts = place(type, headerOctets, end);
  return typeof parts === 'string' ? { malformed: parts } : { type, headerOctets, end, parts };
}

function lengthFits(end: number, datagramOctets: number, type: MessageType): boolean {
  return type === 'ENCAPSULATED' ? end < datagramOctets : end === datagramOctets;
}

/** Gives each field its octets; only the last may vary in size. */
function place(type: MessageType, from: number, to: number): readonly Part[] | string {
  const format = formatOf(type);
  if (format.optional === true && from === to) return [];
  const parts: Part[] = [];
  let at = from;
  for (const field of format.fields) {
    const size = Math.min(field.maxOctets, to - at);
    if (size < field.minOctets) return `${type} is cut off at ${field.name}`;
    parts.push({ field, from: at, to: at + size });
    at += size;
  }
  return at === to ? parts : `${type} has ${to - at} octets too many`;
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
