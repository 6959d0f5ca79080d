import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Reading } from '../../src/building/reading.ts';
import type { SensorKind } from '../../src/building/sensors.ts';
import { FORMATS, findFormat } from '../../src/payload/formats.ts';
import { readPayload } from '../../src/payload/read.ts';
import { readingRecord } from '../../src/payload/record.ts';
import { readLayoutFile } from '../../src/simulator/layout-file.ts';
import { claimOwnKinds } from '../../src/simulator/own-kind.ts';
import { anyReading } from './any-reading.ts';

const reading: Reading = {
  address: { building: 'BUILDING', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' },
  value: 21.37,
  timeMs: Date.parse('2026-01-05T08:00:00.000Z'),
  seq: 17,
};

describe('the payload', () => {
  it('json is one object, keys in order', () => {
    expect(encode('json', reading).toString()).toBe(
      '{"sensor":"TEMP","value":21.37,"unit":"Cel","time":"2026-01-05T08:00:00.000Z","seq":17}',
    );
  });

  it.each([
    ['a whole second as an integer', reading.timeMs, 'c1 1a 695b6f80'],
    ['parts of a second as a double', reading.timeMs + 250, 'c1 fb 41da56dbe0100000'],
    ['a time before 1970 as a double', -1500, 'c1 fb bff8000000000000'],
  ])('cbor has the same keys and values, %s', (_, timeMs, timeHex) => {
    const expected = `a5 66 73656e736f72 64 54454d50  65 76616c7565 fb 40355eb851eb851f
      64 756e6974 63 43656c  64 74696d65 ${timeHex}  63 736571 11`;
    expect(encode('cbor', { ...reading, timeMs }).toString('hex')).toBe(expected.replaceAll(/\s/g, ''));
  });

  it('json is the text that JSON.stringify makes', () => {
    fc.assert(
      fc.property(anyReading, (any) => {
        const record = readingRecord(any, new Date(any.timeMs).toISOString());
        expect(encode('json', any).toString()).toBe(JSON.stringify(record));
      }),
    );
  });

  it.each(['json', 'senml-json'])('%s is UTF-8, with the unit of an own kind, too', (name) => {
    const kind = '{ kind: DEW, unit: °C, quantum: 0.1, range: [0, 30], model: { type: constant, value: 5 } }';
    const { building } = readLayoutFile(`building: B\nrooms: [{ floor: 1, room: 1 }]\nkinds: [${kind}]`);
    const release = claimOwnKinds(building?.kinds ?? []);
    onTestFinished(release);
    const sensor = 'DEW' as SensorKind;
    const bytes = encode(name, { ...reading, address: { ...reading.address, sensor } });
    expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toContain('"°C"');
    expect(readPayload(bytes, sensor)).toMatchObject({ kind: 'reading', value: 21.37, unit: '°C' });
  });

  it('is unknown under any other name', () => {
    expect(findFormat('JSON')).toBeUndefined();
    expect(findFormat('xml')).toBeUndefined();
  });
});

describe.each(FORMATS)('$name', ({ name, encode }) => {
  it('is read back as the very reading that was written', () => {
    fc.assert(
      fc.property(anyReading, (written) => {
        const read = readPayload(encode(written), written.address.sensor);
        expect(read).toMatchObject({ kind: 'reading', timeMs: written.timeMs, format: name });
        expect(read.kind === 'reading' && Object.is(read.value, written.value)).toBe(true);
      }),
    );
  });

  it('keeps each payload as it was when the next ones are written', () => {
    const first = encode(reading);
    const copy = Buffer.from(first);
    for (let seq = 0; seq < 1000; seq++) encode({ ...reading, seq });
    expect(Buffer.from(first)).toEqual(copy);
  });
});

function encode(name: string, written: Reading): Buffer {
  const format = findFormat(name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return Buffer.from(format.encode(written));
}
