import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CBOR_ENCODER } from '../../src/payload/cbor-encoder.ts';
import { readCbor } from '../../src/payload/cbor-reader.ts';
import { SENML_LABELS } from '../../src/payload/senml-label.ts';
import { resolvePack, SenmlError, type SenmlRecord } from '../../src/payload/senml-pack.ts';
import { hex } from './hex.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

const SENSOR = 'urn:dev:ow:10e2073a01080063';

/** RFC 8428 §5.1.2, the second pack, resolved as in §5.1.4. */
const VOLTAGE_AND_CURRENTS: readonly JsonRecord[] = [
  { bn: 'urn:dev:ow:10e2073a0108006:', bt: 1276020076.001, bu: 'A', bver: 5, n: 'voltage', u: 'V', v: 120.1 },
  { n: 'current', t: -5, v: 1.2 },
  { n: 'current', t: -4, v: 1.3 },
  { n: 'current', t: -3, v: 1.4 },
  { n: 'current', t: -2, v: 1.5 },
  { n: 'current', t: -1, v: 1.6 },
  { n: 'current', v: 1.7 },
];
const VOLTAGE_AND_CURRENTS_RESOLVED = [
  { name: 'urn:dev:ow:10e2073a0108006:voltage', unit: 'V', time: 1276020076.001, value: 120.1 },
  ...[1.2, 1.3, 1.4, 1.5, 1.6, 1.7].map((value, i) => ({
    name: 'urn:dev:ow:10e2073a0108006:current',
    unit: 'A',
    time: 1276020071.001 + i,
    value,
  })),
];

describe('resolvePack', () => {
  it.each<[string, readonly JsonRecord[], readonly SenmlRecord[]]>([
    ['§5.1.1', [{ n: SENSOR, u: 'Cel', v: 23.1 }], [{ name: SENSOR, unit: 'Cel', time: 0, value: 23.1 }]],
    [
      '§5.1.2',
      [
        { bn: `${SENSOR}:`, n: 'voltage', u: 'V', v: 120.1 },
        { n: 'current', u: 'A', v: 1.2 },
      ],
      [
        { name: `${SENSOR}:voltage`, unit: 'V', time: 0, value: 120.1 },
        { name: `${SENSOR}:current`, unit: 'A', time: 0, value: 1.2 },
      ],
    ],
    ['§5.1.2, with times', VOLTAGE_AND_CURRENTS, VOLTAGE_AND_CURRENTS_RESOLVED],
    [
      '§5.1.3, as resolved in §5.1.4',
      [
        { bn: SENSOR, bt: 1320067464, bu: '%RH', v: 20 },
        { u: 'lon', v: 24.30621 },
        { u: 'lat', v: 60.07965 },
        { t: 60, v: 20.3 },
        { u: 'lon', t: 60, v: 24.30622 },
        { u: 'lat', t: 60, v: 60.07965 },
        { u: '%EL', t: 150, v: 98 },
      ],
      [
        { name: SENSOR, unit: '%RH', time: 1320067464, value: 20 },
        { name: SENSOR, unit: 'lon', time: 1320067464, value: 24.30621 },
        { name: SENSOR, unit: 'lat', time: 1320067464, value: 60.07965 },
        { name: SENSOR, unit: '%RH', time: 1320067524, value: 20.3 },
        { name: SENSOR, unit: 'lon', time: 1320067524, value: 24.30622 },
        { name: SENSOR, unit: 'lat', time: 1320067524, value: 60.07965 },
        { name: SENSOR, unit: '%EL', time: 1320067614, value: 98 },
      ],
    ],
    [
      '§5.1.5, several types of data',
      [
        { bn: `${SENSOR}:`, n: 'temp', u: 'Cel', v: 23.1 },
        { n: 'label', vs: 'Machine Room' },
        { n: 'open', vb: false },
        { n: 'nfc-reader', vd: 'aGkgCg' },
      ],
      [
        { name: `${SENSOR}:temp`, unit: 'Cel', time: 0, value: 23.1 },
        { name: `${SENSOR}:label`, time: 0, value: 'Machine Room' },
        { name: `${SENSOR}:open`, time: 0, value: false },
        { name: `${SENSOR}:nfc-reader`, time: 0, value: 'aGkgCg' },
      ],
    ],
    [
      '§5.1.6, a base name that changes',
      [
        { bn: '2001:db8::2/', bt: 1320078429, n: 'temperature', u: 'Cel', v: 25.2 },
        { n: 'humidity', u: '%RH', v: 30 },
        { bn: '2001:db8::1/', n: 'temperature', u: 'Cel', v: 12.3 },
        { n: 'humidity', u: '%RH', v: 67 },
      ],
      [
        { name: '2001:db8::2/temperature', unit: 'Cel', time: 1320078429, value: 25.2 },
        { name: '2001:db8::2/humidity', unit: '%RH', time: 1320078429, value: 30 },
        { name: '2001:db8::1/temperature', unit: 'Cel', time: 1320078429, value: 12.3 },
        { name: '2001:db8::1/humidity', unit: '%RH', time: 1320078429, value: 67 },
      ],
    ],
    [
      'base values and sums',
      [{ bn: 'a', bv: 20, bs: 100, v: 1.5 }, { s: 5, ut: 60 }, { t: 0 }, { bn: 'b', bv: 0, v: 3 }],
      [
        { name: 'a', time: 0, value: 21.5, sum: 100 },
        { name: 'a', time: 0, value: 20, sum: 105, updateTime: 60 },
        { name: 'a', time: 0, value: 20, sum: 100 },
        { name: 'b', time: 0, value: 3, sum: 100 },
      ],
    ],
    [
      'a record of base fields alone',
      [
        { bn: 'a/', bu: 'Cel' },
        { n: 'b', v: 1 },
      ],
      [{ name: 'a/b', unit: 'Cel', time: 0, value: 1 }],
    ],
    ['an unknown label', [{ n: 'a', v: 1, colour: 'red' }], [{ name: 'a', time: 0, value: 1 }]],
    ['the version of RFC 9100', [{ bver: 26, n: 'a', v: 1 }], [{ name: 'a', time: 0, value: 1 }]],
  ])('resolves %s', (_, pack, resolved) => {
    const records = resolvePack(pack.map((record) => new Map(Object.entries(record))));
    expect(records.map(toMilliseconds)).toEqual(resolved.map(toMilliseconds));
  });

  it('reads the bytes of §6, which are the pack of §5.1.2', () => {
    const bytes = hex(`
      87 a7 21 78 1b 75 72 6e 3a 64 65 76 3a 6f 77 3a 31 30 65 32 30 37 33 61 30 31 30 38 30 30 36 3a
      22 fb 41 d3 03 a1 5b 00 10 62 23 61 41 20 05 00 67 76 6f 6c 74 61 67 65 01 61 56 02 fb 40 5e 06
      66 66 66 66 66 a3 00 67 63 75 72 72 65 6e 74 06 24 02 fb 3f f3 33 33 33 33 33 33 a3 00 67 63 75
      72 72 65 6e 74 06 23 02 fb 3f f4 cc cc cc cc cc cd a3 00 67 63 75 72 72 65 6e 74 06 22 02 fb 3f
      f6 66 66 66 66 66 66 a3 00 67 63 75 72 72 65 6e 74 06 21 02 f9 3e 00 a3 00 67 63 75 72 72 65 6e
      74 06 20 02 fb 3f f9 99 99 99 99 99 9a a3 00 67 63 75 72 72 65 6e 74 06 00 02 fb 3f fb 33 33 33
      33 33 33`);
    expect(bytes).toHaveLength(195);
    const records = resolvePack(readCbor(bytes) as ReadonlyMap<unknown, unknown>[]);
    expect(records.map(toMilliseconds)).toEqual(VOLTAGE_AND_CURRENTS_RESOLVED.map(toMilliseconds));
  });

  it.each<[string, JsonRecord]>([
    ['no name', { v: 1 }],
    ['a blank in its name', { n: 'a b', v: 1 }],
    ['a name that starts with a point', { n: '.a', v: 1 }],
    ['a % in its name', { n: 'a%20b', v: 1 }],
    ['two values', { n: 'a', v: 1, vs: 'one' }],
    ['a label that must be understood', { n: 'a', v: 1, mode_: 1 }],
    ['a version to come', { bver: 11, n: 'a', v: 1 }],
    ['a value as text', { n: 'a', v: '1' }],
    ['a text as number', { n: 'a', vs: 1 }],
    ['a number as truth', { n: 'a', vb: 1 }],
    ['data that is not base64url', { n: 'a', vd: 'a+b' }],
    ['a time as text', { n: 'a', v: 1, t: 'now' }],
    ['a number as name', { n: 1, v: 1 }],
    ['an infinite value', { n: 'a', v: Infinity }],
  ])('refuses a record with %s', (_, record) => {
    expect(() => resolvePack([new Map(Object.entries(record))])).toThrow(SenmlError);
  });

  it('reads JSON and CBOR of the same pack as the same doubles', () => {
    const record = fc.record(
      {
        bn: fc.constantFrom('a', 'b/', 'urn:dev:x:'),
        bt: fc.double({ min: 0, max: 2e9, noNaN: true }),
        bv: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        bu: fc.constantFrom('Cel', 'lx'),
        n: fc.constantFrom('temp', 'hum'),
        t: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        v: fc.double({ noNaN: true, noDefaultInfinity: true }),
        u: fc.constantFrom('Cel', 'm/s'),
      },
      { requiredKeys: ['n', 'v'] },
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (pack) => {
        // JSON knows no -0.
        const json: Record<string, string | number>[] = JSON.parse(JSON.stringify(pack));
        const cbor = readCbor(CBOR_ENCODER.encode(json.map(toCborLabels))) as ReadonlyMap<unknown, unknown>[];
        expect(resolvePack(cbor)).toEqual(resolvePack(json.map((item) => new Map(Object.entries(item)))));
      }),
    );
  });
});

/** Sums of decimal fractions are right to the millisecond. */
function toMilliseconds(record: SenmlRecord): SenmlRecord {
  return { ...record, time: Math.round(record.time * 1000) };
}

function toCborLabels(record: Readonly<Record<string, string | number>>): Map<number, string | number> {
  return new Map(
    Object.entries(record).map(([label, value]) => [SENML_LABELS[label as keyof typeof SENML_LABELS], value]),
  );
}
