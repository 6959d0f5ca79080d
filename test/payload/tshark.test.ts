// Tests src/payload/: tshark reads our CBOR.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '../../src/building/reading.ts';
import { CBOR } from '../../src/payload/cbor.ts';
import type { PayloadFormat } from '../../src/payload/format.ts';
import { SENML_CBOR } from '../../src/payload/senml.ts';
import { lacks } from '../parts.ts';

const address = { building: 'BUILDING', floor: 2, wing: 'O', room: 4 } as const;
const whole: Reading = {
  address: { ...address, sensor: 'LUX' },
  value: 412,
  timeMs: 1767600000000,
  seq: 70_000,
};
const fraction: Reading = {
  address: { ...address, sensor: 'TEMP' },
  value: -3.25,
  timeMs: 1767600000250,
  seq: 0,
};
const slight: Reading = {
  address: { ...address, sensor: 'VIBR' },
  value: 0.07,
  timeMs: 1767600000000,
  seq: 1,
};

const PACK = 'Array: (1 item)|Map: (5 pairs)';
const DATE = 'Tag: Epoch-based date/time (1)';

const CASES: readonly (readonly [string, PayloadFormat, Reading, string])[] = [
  [
    'whole numbers',
    CBOR,
    whole,
    `Map: (5 pairs)|sensor|LUX|value|412|unit|lx|time|${DATE}|1767600000|seq|70000`,
  ],
  [
    'fractions',
    CBOR,
    fraction,
    `Map: (5 pairs)|sensor|TEMP|value|-3.25|unit|Cel|time|${DATE}|1767600000.25|seq|0`,
  ],
  ['a pack', SENML_CBOR, whole, `${PACK}|-2|BUILDING/P_2/O/4/|-3|1767600000|0|LUX|1|lx|2|412`],
  ['a small value', SENML_CBOR, slight, `${PACK}|-2|BUILDING/P_2/O/4/|-3|1767600000|0|VIBR|1|m/s|2|7e-05`],
];

describe.skipIf(lacks('tshark'))('Wireshark reads', () => {
  let dissected: readonly (readonly string[])[] = [];
  beforeAll(() => {
    dissected = dissect(CASES.map(([, { encode }, reading]) => encode(reading)));
  }, 30_000);

  it.each(CASES.map(([name, , , items], i) => [name, items, i] as const))('%s', (_, items, i) => {
    expect(dissected[i]?.join('|')).toBe(items);
  });
});

/** The items of each CBOR payload, outer ones first, in the words of Wireshark's dissector. */
function dissect(payloads: readonly Uint8Array[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'cbor-'));
  const file = join(folder, 'cbor.pcap');
  try {
    const dump = payloads.map(hexDump).join('');
    execFileSync('text2pcap', ['-q', '-u', '1000,5683', '-', file], { input: dump, stdio: 'pipe' });
    const text = execFileSync('tshark', ['-r', file, '-O', 'cbor'], { encoding: 'utf8', stdio: 'pipe' });
    return text.split('Concise Binary').slice(1).map(itemsOf);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A CoAP PUT with the Content-Format of CBOR (60): tshark then dissects CBOR. */
function hexDump(payload: Uint8Array): string {
  const coap = Buffer.concat([Buffer.from('50030001c13cff', 'hex'), payload]);
  return `000000 ${[...coap].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}\n`;
}

/** The lines of an item's parts follow the item's line; the first part is the major type. */
function itemsOf(text: string): string[] {
  const items = text.split('\n').slice(1);
  return items
    .filter((_, i) => items[i + 1]?.includes('Major Type:'))
    .map((line) => line.trim().replace(/^(Text String|Unsigned Integer|Negative Integer|Float): /, ''));
}
