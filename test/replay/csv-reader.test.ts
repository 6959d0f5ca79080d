import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader, type CsvRow } from '../../src/replay/csv-reader.ts';

describe('CsvReader', () => {
  it.each<[string, string, string[][]]>([
    [
      'RFC 4180',
      'a,b\r\n"c","d ""e"", f"\r\n',
      [
        ['a', 'b'],
        ['c', 'd "e", f'],
      ],
    ],
    [
      'a line end in quotes',
      'a,"b\r\nc"\nd,e',
      [
        ['a', 'b\r\nc'],
        ['d', 'e'],
      ],
    ],
    [
      'empty fields',
      ',\n"",""\n',
      [
        ['', ''],
        ['', ''],
      ],
    ],
    ['blank lines', '\n\na\n\r\n\rb\n\n', [['a'], ['b']]],
    ['blanks, which belong to the field', ' a , b \n', [[' a ', ' b ']]],
    ['one empty field in quotes', '""\n', [['']]],
  ])('reads %s', (_, text, rows) => {
    expect(read(text, 1000).map(({ fields }) => fields)).toEqual(rows);
    expect(read(text, 1).map(({ fields }) => fields)).toEqual(rows);
  });

  it('counts lines, in quotes too', () => {
    const text = 'a\r\n\r\n"b\r\nc\nd"\re\n';
    expect(read(text, 1).map(({ line }) => line)).toEqual([1, 3, 6]);
    expect(read(text, 1000).map(({ line }) => line)).toEqual([1, 3, 6]);
  });

  it.each<[string, string, number, object]>([
    ['a quote that is not closed', '\n"a\r\nb",c\n\n\n"d\ne', 1, { line: 6 }],
    ['a quote in a field without quotes', '"a\r\nb",c\nd,e"f,"g"\n', 1, { line: 3, column: 2 }],
    ['text behind a quote', '\n"a\r\nb","c"d\n', 0, { line: 3, column: 2 }],
  ])('says where there is %s, after the rows in front', (_, text, before, position) => {
    for (const size of [1, 1000]) {
      const reader = new CsvReader(',');
      const rows: CsvRow[] = [];
      const readAll = () => {
        for (let at = 0; at < text.length; at += size)
          for (const row of reader.push(text.slice(at, at + size))) rows.push(row);
        for (const row of reader.end()) rows.push(row);
      };
      expect(readAll).toThrow(expect.objectContaining({ position }));
      expect(rows).toHaveLength(before);
    }
  });

  it('reads back whatever was written, in chunks of any size', () => {
    const rows = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', '\r', 'é', ' ') }), { minLength: 2 }),
    );
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(rows, lineEnd, fc.integer({ min: 1, max: 20 }), (written, end, size) => {
        const text = written.map((row) => row.map(quote).join(';') + end).join('');
        expect(read(text, size, ';').map(({ fields }) => fields)).toEqual(written);
      }),
    );
  });
});

function quote(field: string): string {
  return /[";\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function read(text: string, size: number, separator = ','): CsvRow[] {
  const reader = new CsvReader(separator);
  const rows: CsvRow[] = [];
  for (let at = 0; at < text.length; at += size) rows.push(...reader.push(text.slice(at, at + size)));
  return [...rows, ...reader.end()];
}
