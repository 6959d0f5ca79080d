import { describe, expect, it } from 'vitest';
import { readOperatorCommand } from '../../src/alarm/operator-command.ts';

const NOW = Date.UTC(2026, 0, 5, 8);
const read = (text: string | Uint8Array) => readOperatorCommand(Buffer.from(text), NOW);

describe('readOperatorCommand', () => {
  it.each([
    ['{"command":"acknowledge","by":"ana"}', { do: 'acknowledge' }],
    ['{"command":"unshelve"}', { do: 'unshelve' }],
    ['{"command":"shelve","for":"30m"}', { do: 'shelve', untilMs: NOW + 1_800_000 }],
    ['{"command":"shelve","for":90}', { do: 'shelve', untilMs: NOW + 90_000 }],
    ['{"command":"shelve","until":"2026-01-05T09:00:00Z"}', { do: 'shelve', untilMs: NOW + 3_600_000 }],
    ['{"command":"shelve","once":true}', { do: 'shelve', untilMs: Infinity }],
  ])('%s', (text, order) => {
    expect(read(text)).toEqual(order);
  });

  it.each([
    ['', /^not a JSON object/],
    ['acknowledge', /^not a JSON object/],
    ['[]', /^not a JSON object/],
    ['null', /^not a JSON object/],
    ['{"command":"drop table"}', /^unknown command/],
    ['{"command":"shelve"}', /one of for, until and once/],
    ['{"command":"shelve","for":"1h","once":true}', /one of for, until and once/],
    ['{"command":"shelve","for":"soon"}', /use a duration/],
    ['{"command":"shelve","for":{}}', /use a duration/],
    ['{"command":"shelve","until":"tomorrow"}', /use a time/],
    ['{"command":"shelve","until":"2020-01-01T00:00:00Z"}', /over already/],
    ['{"command":"shelve","for":"400d"}', /at most a year/],
    [`{"command":"acknowledge","by":"${'x'.repeat(5000)}"}`, /longer than 4096 bytes/],
    [`${'['.repeat(4000)}`, /^not a JSON object/],
  ])('%s is none, and says why', (text, reason) => {
    expect(read(text)).toMatch(reason);
  });

  it('is none where it is no UTF-8', () => {
    expect(read(Uint8Array.of(0x7b, 0xff, 0x7d))).toMatch(/^not a JSON object/);
  });
});
