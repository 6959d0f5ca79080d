import { variableByteIntegerSize, writeVariableByteInteger } from '../mqtt-protocol/variable-byte-integer.ts';
import type { Fate, Passing } from '../trace/interference.ts';
import type { Packet } from '../trace/packet.ts';
import { withCleanFlag } from './connect-flags.ts';
import type { Intervention } from './intervention.ts';

/** The broker keeps the session although the client asks for a clean one. A client without an id can't have any. */
export const keepSession: Intervention = {
  kind: 'keep',
  describe: 'CONNECT asks for a kept session',
  packets: ['connect'],
  fateOf: ({ packet, level }: Passing): Fate | undefined => {
    if (packet.facts.clientId === '') return undefined;
    const passes = withCleanFlag(packet, false);
    return (
      passes && {
        words: 'clean session turned into a kept one',
        passes: level === 5 ? expiring(packet, passes) : passes,
      }
    );
  },
};

/** MQTT 5 keeps a session as long as its expiry interval says; without one it ends with the connection (§3.1.2.11.2). */
function expiring(packet: Packet, bytes: Buffer): Buffer {
  const field = packet.fields.find(({ name }) => name === 'properties length');
  const has = packet.facts.properties?.some(({ name }) => name === 'session expiry interval');
  if (field === undefined || has) return bytes;
  const body = Buffer.concat([
    bytes.subarray(headerLength(packet), field.offset),
    varint(Number(field.meaning) + EXPIRY.length),
    EXPIRY,
    bytes.subarray(field.offset + field.length),
  ]);
  return Buffer.concat([bytes.subarray(0, 1), varint(body.length), body]);
}

/** Session expiry interval, an hour. */
const EXPIRY = Buffer.of(0x11, 0, 0, 0x0e, 0x10);

function headerLength({ fields }: Packet): number {
  return 1 + (fields.find(({ name }) => name === 'remaining length')?.length ?? 1);
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(variableByteIntegerSize(value));
  writeVariableByteInteger(bytes, 0, value);
  return bytes;
}
