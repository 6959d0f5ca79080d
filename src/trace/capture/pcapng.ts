const LINKTYPE_ETHERNET = 1;

/** The start of a capture file: a section and one Ethernet interface (draft-ietf-opsawg-pcapng §4.1, §4.2). */
export function pcapngHeader(comment: string): Uint8Array {
  const section = Buffer.alloc(16);
  section.writeUInt32LE(0x1a2b3c4d, 0);
  section.writeUInt16LE(1, 4);
  // section length: not specified
  section.fill(0xff, 8, 16);
  const card = Buffer.alloc(8);
  card.writeUInt16LE(LINKTYPE_ETHERNET, 0);
  return Buffer.concat([
    block(0x0a0d0d0a, section, option(1, comment)),
    block(0x00000001, card, option(2, 'building-sim trace')),
  ]);
}

/** A frame with its time in microseconds, the default of an interface (§4.3). */
export function pcapngFrame(frame: Uint8Array, timeMs: number): Uint8Array {
  const micros = BigInt(Math.max(0, Math.round(timeMs * 1000)));
  const head = Buffer.alloc(20);
  head.writeUInt32LE(Number(micros >> 32n), 4);
  head.writeUInt32LE(Number(micros & 0xffffffffn), 8);
  head.writeUInt32LE(frame.length, 12);
  head.writeUInt32LE(frame.length, 16);
  return block(0x00000006, Buffer.concat([head, padded(frame)]));
}

function block(type: number, body: Uint8Array, options: Uint8Array = new Uint8Array(0)): Uint8Array {
  // an end-of-options mark stands behind options only
  const end = options.length > 0 ? new Uint8Array(4) : new Uint8Array(0);
  const length = 12 + body.length + options.length + end.length;
  return Buffer.concat([u32(type), u32(length), body, options, end, u32(length)]);
}

function option(code: number, text: string): Uint8Array {
  const value = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes], Math.ceil(bytes.length / 4) * 4);
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
