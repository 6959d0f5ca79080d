/**
 * Variable byte integers (MQTT 5.0 §1.5.5; the Remaining Length of MQTT 3.1.1 §2.2.3): one to four bytes of seven
 * bits each, the lowest first. The top bit of a byte announces another byte.
 */

export const MAX_VARIABLE_BYTE_INTEGER = 268_435_455;
const MAX_SIZE = 4;

/** Decodes one variable byte integer, a byte at a time, from a buffer or from a stream however it is cut. */
export class VariableByteIntegerDecoder {
  value = 0;
  /** Bytes taken so far. */
  size = 0;

  /** Begins another integer. */
  reset(): void {
    this.value = 0;
    this.size = 0;
  }

  /** Takes the next byte; `malformed` where a fifth byte would follow [MQTT-1.5.5-1]. */
  take(byte: number): 'more' | 'done' | 'malformed' {
    this.value |= (byte & 0x7f) << (7 * this.size);
    this.size++;
    if (byte < 0x80) return 'done';
    return this.size < MAX_SIZE ? 'more' : 'malformed';
  }
}

/** The number of bytes of an integer in its shortest form, the standard's own. */
export function variableByteIntegerSize(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}

/** Writes the integer into `bytes` from `at` on; returns where it ends. */
export function writeVariableByteInteger(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest >= 128) {
    bytes[end++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[end++] = rest;
  return end;
}
