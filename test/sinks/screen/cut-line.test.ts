import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLine, lineWidth } from '../../../src/sinks/screen/cut-line.ts';
import { createPaint } from '../../../src/sinks/screen/paint.ts';

const paint = createPaint(true);

describe('a line with colours', () => {
  it.each([
    ['12345 67890', 11, '12345 67890'],
    ['12345 67890', 10, '12345 678…'],
    ['温度 21', 6, '温度 …'],
    ['温度 21', 4, '温…'],
  ])('%s in %d columns is %s', (text, columns, shown) => {
    expect(stripVTControlCharacters(cutLine(paint.value(text), columns))).toBe(shown);
    expect(cutLine(text, columns)).toBe(shown);
  });

  it('keeps every colour code, so no colour runs on', () => {
    const line = `${paint.dim('08:00:29')} ${paint.level('critical', 'critical')} ${paint.place('BUILDING')} 31`;
    const codes = (text: string) => text.match(/\x1b\[[\d;]*m/g);
    for (let columns = 1; columns < lineWidth(line); columns++) {
      const cut = cutLine(line, columns);
      expect(codes(cut)).toEqual(codes(line));
      expect(lineWidth(cut)).toBe(columns);
      expect(stripVTControlCharacters(cut)).toBe(`${stripVTControlCharacters(line).slice(0, columns - 1)}…`);
    }
  });

  it('is never wider than the terminal', () => {
    const part = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (parts, columns) => {
        const plain = parts.map(([text, ...rest]) => [text.replaceAll(/\p{Cc}/gu, '?'), ...rest] as const);
        const line = plain.map(([text, isColoured]) => (isColoured ? paint.place(text) : text)).join('');
        return lineWidth(cutLine(line, columns)) <= columns;
      }),
    );
  });
});
