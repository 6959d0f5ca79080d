import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternedTopics } from '../../src/mqtt/interned-topics.ts';

describe('InternedTopics', () => {
  it.each([
    ['twice the same', ['BUILDING/P_1/O/4/TEMP', 'BUILDING/P_1/O/4/TEMP']],
    ['one that begins as another', ['a/b', 'a/b/c', 'a/b']],
    ['two with the same hash', ['costarring', 'liquid', 'costarring', 'liquid']],
    ['no ASCII', ['Facultad de Informática', 'é', 'Ã©', 'é', '室/1', '室/1']],
    ['long ones', ['x'.repeat(60_000), 'x'.repeat(60_000)]],
  ])('gives back what it was given: %s', (_, topics) => {
    const names = new InternedTopics();
    const read = topics.map((topic) => names.at(Buffer.from(topic), 0, Buffer.byteLength(topic)));
    expect(read).toEqual(topics);
  });

  it('reads any bytes as they would be read without memory', () => {
    const names = new InternedTopics();
    const someBytes = fc.array(fc.constantFrom(0x61, 0x2f, 0xc3, 0xa9, 0xff, 0), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(someBytes), (topics) => {
        const bytes = Buffer.from(topics.flat());
        let from = 0;
        for (const topic of topics) {
          const end = from + topic.length;
          expect(names.at(bytes, from, end)).toBe(Buffer.from(topic).toString());
          from = end;
        }
      }),
    );
  });
});
