import fc from 'fast-check';

/**
 * Text of any characters. The same as `fc.string({ unit: 'binary' })`, without the unit's table of all of Unicode:
 * building the table costs two seconds of CPU in each test file.
 */
export const anyText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
    .map((codePoint) => String.fromCodePoint(codePoint)),
});
