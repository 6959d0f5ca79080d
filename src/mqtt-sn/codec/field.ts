import { isUtf8 } from 'node:buffer';

/**
 * A field in the variable part of a message; `V` are the properties of the decoded message. Only the last field of a
 * message may vary in size. The decoder calls `fault` before `read`, with octets of a size within bounds, so `read`
 * can't fail. `body` is the whole variable part: the flags at the start say the type of a topic.
 */
export interface MessageField<V extends object> {
  readonly name: string;
  readonly minOctets: number;
  readonly maxOctets: number;
  readonly fault?: (octets: Buffer, body: Buffer) => string | undefined;
  readonly read: (octets: Buffer, body: Buffer) => V;
  readonly size: (value: V) => number;
  readonly write: (value: V, into: Buffer, at: number, bodyAt: number) => void;
}

export const ANY_SIZE = 65_535;

export function uint8<const N extends string>(name: N): MessageField<Readonly<Record<N, number>>> {
  return {
    ...fixed(name, 1),
    read: (octets) => only(name, octets.readUInt8()),
    write: (value, into, at) => into.writeUInt8(value[name], at),
  };
}

export function uint16<const N extends string>(name: N): MessageField<Readonly<Record<N, number>>> {
  return {
    ...fixed(name, 2),
    read: (octets) => only(name, octets.readUInt16BE()),
    write: (value, into, at) => into.writeUInt16BE(value[name], at),
  };
}

/** UTF-8 to the end of the message, at least one octet. */
export function text<const N extends string>(name: N): MessageField<Readonly<Record<N, string>>> {
  return {
    name,
    minOctets: 1,
    maxOctets: ANY_SIZE,
    fault: (octets) => utf8Fault(name, octets),
    read: (octets) => only(name, octets.toString('utf8')),
    size: (value) => Buffer.byteLength(value[name]),
    write: (value, into, at) => into.write(value[name], at),
  };
}

/** Octets to the end of the message, possibly none. */
export function octets<const N extends string>(name: N): MessageField<Readonly<Record<N, Buffer>>> {
  return {
    name,
    minOctets: 0,
    maxOctets: ANY_SIZE,
    read: (data) => only(name, data),
    size: (value) => value[name].length,
    write: (value, into, at) => into.set(value[name], at),
  };
}

/** In words; undefined if the octets are valid UTF-8. */
export function utf8Fault(name: string, octets: Buffer): string | undefined {
  return isUtf8(octets) ? undefined : `${name} is not valid UTF-8`;
}

/** The size of a field of so many octets. */
export function fixed(name: string, size: number) {
  return { name, minOctets: size, maxOctets: size, size: () => size };
}

function only<N extends string, T>(name: N, value: T): Readonly<Record<N, T>> {
  return { [name]: value } as Record<N, T>;
}
