import { describe, expect, it } from 'vitest';
import { CheckedLines, checkedText } from '../../src/storage/checked-lines.ts';
import { crc32 } from '../../src/storage/crc32.ts';

describe('a line with a checksum', () => {
  it('has the checksum of gzip', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(crc32(Buffer.from('x123456789y'), 1, 10)).toBe(0xcbf43926);
  });

  it('is known by its checksum, and a changed bit by another', () => {
    const lines = new CheckedLines();
    for (const text of ['["a","ü"]', '["b"]']) lines.add(text);
    const size = lines.size;
    const bytes = lines.take();
    expect([bytes.length, lines.size]).toEqual([size, 0]);
    const [first = Buffer.alloc(0)] = [bytes.subarray(0, bytes.indexOf('\n'))];
    expect(checkedText(first)).toBe('["a","ü"]');
    for (let bit = 0; bit < 8 * first.length; bit++) {
      const damaged = Buffer.from(first);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // A letter of the checksum in the other case, or another blank, does no harm.
      expect([undefined, '["a","ü"]']).toContain(checkedText(damaged));
    }
    expect(checkedText(Buffer.alloc(0))).toBeUndefined();
  });

  it('comes again in its order where it is put back', () => {
    const lines = new CheckedLines();
    lines.add('1');
    const taken = lines.take();
    lines.add('2');
    lines.putBack(taken);
    lines.add('3');
    expect(
      lines
        .take()
        .toString()
        .split('\n')
        .map((line) => line.slice(9)),
    ).toEqual(['1', '2', '3', '']);
  });
});
