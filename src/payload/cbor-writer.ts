/** What SenML needs of CBOR: finite numbers, texts, arrays and maps. */
export type CborItem = number | string | readonly CborItem[] | ReadonlyMap<number, CborItem>;

/**
 * CBOR in preferred serialization (RFC 8949 §4.1): lengths and integers as short as can be, other numbers in the
 * shortest of half, single and double precision that keeps them to the last bit. Maps keep the order they have.
 */
export function writeCbor(item: CborItem): Uint8Array {
  const bytes = Buffer.allocUnsafe(mostBytes(item));
  return bytes.subarray(0, writeItem(bytes, 0, item));
}

/** No fewer than the item will take. */
function mostBytes(item: CborItem): number {
  if (typeof item === 'number') return 9;
  // A UTF-16 unit is at most three bytes in UTF-8.
  if (typeof item === 'string') return 5 + 3 * item.length;
  let sum = 5;
  if (isArray(item)) for (const element of item) sum += mostBytes(element);
  else for (const value of item.values()) sum += 9 + mostBytes(value);
  return sum;
}

/** Returns where the item ends. */
function writeItem(bytes: Buffer, at: number, item: CborItem): number {
  if (typeof item === 'number') return writeNumber(bytes, at, item);
  if (typeof item === 'string') return writeText(bytes, at, item);
  let end = writeHead(bytes, at, isArray(item) ? ARRAY : MAP, isArray(item) ? item.length : item.size);
  if (isArray(item)) for (const element of item) end = writeItem(bytes, end, element);
  else for (const [key, value] of item) end = writeItem(bytes, writeNumber(bytes, end, key), value);
  return end;
}

function isArray(item: readonly CborItem[] | ReadonlyMap<number, CborItem>): item is readonly CborItem[] {
  return Array.isArray(item);
}

/** Major types (RFC 8949 §3.1). */
const UNSIGNED = 0;
const NEGATIVE = 1;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;

function writeNumber(bytes: Buffer, at: number, value: number): number {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return writeFloat(bytes, at, value);
  return value < 0 ? writeHead(bytes, at, NEGATIVE, -1 - value) : writeHead(bytes, at, UNSIGNED, value);
}

/** ASCII, as nearly all texts are, is written byte by byte: that takes less time than a call out of the engine. */
function writeText(bytes: Buffer, at: number, text: string): number {
  const start = writeHead(bytes, at, TEXT, text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return writeUtf8(bytes, at, text);
    bytes[start + i] = unit;
  }
  return start + text.length;
}

function writeUtf8(bytes: Buffer, at: number, text: string): number {
  const start = writeHead(bytes, at, TEXT, Buffer.byteLength(text));
  return start + bytes.write(text, start);
}

function writeHead(bytes: Buffer, at: number, major: number, argument: number): number {
  const type = major << 5;
  if (argument < 24) {
    bytes[at] = type | argument;
    return at + 1;
  }
  if (argument < 0x100) {
    bytes[at] = type | 24;
    bytes[at + 1] = argument;
    return at + 2;
  }
  if (argument < 0x1_0000) {
    bytes[at] = type | 25;
    return bytes.writeUInt16BE(argument, at + 1);
  }
  if (argument < 0x1_0000_0000) {
    bytes[at] = type | 26;
    return bytes.writeUInt32BE(argument, at + 1);
  }
  bytes[at] = type | 27;
  bytes.writeUInt32BE(Math.floor(argument / 0x1_0000_0000), at + 1);
  return bytes.writeUInt32BE(argument % 0x1_0000_0000, at + 5);
}

function writeFloat(bytes: Buffer, at: number, value: number): number {
  if (Math.fround(value) !== value) {
    bytes[at] = 0xfb;
    return bytes.writeDoubleBE(value, at + 1);
  }
  const half = halfOf(value);
  if (half === undefined) return bytes.writeFloatBE(value, bytes.writeUInt8(0xfa, at));
  return bytes.writeUInt16BE(half, bytes.writeUInt8(0xf9, at));
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The 16 bits of a number (IEEE 754 binary16) that single precision holds; undefined where they lose any of it. */
function halfOf(value: number): number | undefined {
  single[0] = value;
  const bits = singleBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const fraction = bits & 0x7f_ffff;
  if (value === 0) return sign;
  if (exponent > 15 || exponent < -24) return undefined;
  if (exponent >= -14) return exact(fraction, 13, sign | ((exponent + 15) << 10));
  // Subnormal: the leading one is written out.
  return exact(fraction | 0x80_0000, -1 - exponent, sign);
}

/** A fraction without its last bits, which must be 0, below what stands in front of it. */
function exact(fraction: number, bits: number, front: number): number | undefined {
  return fraction % 2 ** bits === 0 ? front | (fraction >>> bits) : undefined;
}
