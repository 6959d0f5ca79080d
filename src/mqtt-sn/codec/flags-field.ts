import { fixed, type MessageField } from './field.ts';

/** QoS of a PUBLISH: -1 needs no connection (MQTT-SN 1.2 §6.8). */
export type SnQos = 0 | 1 | 2 | -1;

interface Flags {
  readonly dup: boolean;
  readonly qos: SnQos;
  readonly retain: boolean;
  readonly will: boolean;
  readonly cleanSession: boolean;
}

const FLAG_BIT = { dup: 0x80, retain: 0x10, will: 0x08, cleanSession: 0x04 } as const;
const QOS_OF_BITS: readonly SnQos[] = [0, 1, 2, -1];

/** The flags octet (§5.3.4). The encoder writes 0 into unused bits; the decoder ignores unused bits. */
export function flags<const K extends readonly (keyof Flags)[]>(
  ...used: K
): MessageField<Pick<Flags, K[number]>> {
  return {
    ...fixed('flags', 1),
    read: (octets) => {
      const bits = octets.readUInt8();
      const read = used.map((flag) => [
        flag,
        flag === 'qos'
          ? QOS_OF_BITS[(bits >> 5) & 0b11]
          : (bits & FLAG_BIT[flag as keyof typeof FLAG_BIT]) !== 0,
      ]);
      return Object.fromEntries(read);
    },
    write: (value, into, at) => into.writeUInt8(flagBits(value), at),
  };
}

function flagBits(value: Partial<Flags>): number {
  let bits = ((value.qos ?? 0) & 0b11) << 5;
  if (value.dup) bits |= FLAG_BIT.dup;
  if (value.retain) bits |= FLAG_BIT.retain;
  if (value.will) bits |= FLAG_BIT.will;
  if (value.cleanSession) bits |= FLAG_BIT.cleanSession;
  return bits;
}
