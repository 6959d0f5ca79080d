import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteQueue } from '../../src/trace/byte-queue.ts';

it('gives the bytes back in order, in stretches of any length', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
  fc.assert(
    fc.property(chunks, fc.array(fc.nat(30), { maxLength: 40 }), (pushed, counts) => {
      const queue = new ByteQueue();
      for (const chunk of pushed) queue.push(chunk);
      const taken = [...counts, Number.POSITIVE_INFINITY].map((count) => {
        const bytes = queue.take(count);
        expect(bytes.length).toBeLessThanOrEqual(count);
        return bytes;
      });
      expect(Buffer.concat(taken)).toEqual(Buffer.concat(pushed));
      expect(queue.length).toBe(0);
    }),
  );
});
