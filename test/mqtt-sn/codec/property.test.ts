// Tests src/mqtt-sn/codec/ with generated messages.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decode } from '../../../src/mqtt-sn/codec/decode.ts';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { ANY, messages } from './arbitrary.ts';
import { octetsOf, ROWS } from './rows.ts';

const { octet: u8 } = ANY;
const message = messages(ANY);
const bool = fc.boolean();

it('decoding what was encoded gives the message back, in either form of Length', () => {
  fc.assert(
    fc.property(message, bool, (original, longForm) => {
      expect(decode(encode(original, { longForm }))).toEqual({ message: original });
    }),
    { numRuns: 2000 },
  );
});

it('any octets are a message or malformed, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (array) => {
      const decoded = decode(Buffer.from(array));
      expect('message' in decoded !== 'malformed' in decoded).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

it('a good message with any one octet changed is a message or malformed', () => {
  const datagrams = ROWS.map(([, , hex]) => octetsOf(hex));
  fc.assert(
    fc.property(fc.constantFrom(...datagrams), fc.nat(), u8, (good, at, value) => {
      const changed = Buffer.from(good);
      changed[at % changed.length] = value;
      const decoded = decode(changed);
      expect('message' in decoded !== 'malformed' in decoded).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

it('what decodes is encoded to the same octets, but for the form of Length and flags that mean nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 30 }), u8, (array, type) => {
      const datagram = Buffer.from(array);
      datagram[0] = datagram.length;
      datagram[1] = type;
      const decoded = decode(datagram);
      if (!('message' in decoded)) return;
      expect(decode(encode(decoded.message))).toEqual(decoded);
    }),
    { numRuns: 5000 },
  );
});
