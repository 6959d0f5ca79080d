import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/building/reading.ts';
import type { SensorKind } from '../../src/building/sensors.ts';
import { readPayload } from '../../src/payload/read.ts';
import { SENML_CBOR, SENML_JSON } from '../../src/payload/senml.ts';
import { isSenmlName, senmlBaseName } from '../../src/payload/senml-name.ts';
import { cpuMs } from '../cpu-time.ts';

const address = { building: 'BUILDING', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' } as const;
const reading: Reading = { address, value: 21.37, timeMs: Date.parse('2026-01-05T08:00:00Z'), seq: 17 };

describe('a SenML payload', () => {
  it('in JSON is a pack of one record', () => {
    expect(Buffer.from(SENML_JSON.encode(reading)).toString()).toBe(
      '[{"bn":"BUILDING/P_2/O/4/","bt":1767600000,"n":"TEMP","u":"Cel","v":21.37}]',
    );
  });

  it('in CBOR has integer labels', () => {
    expect(Buffer.from(SENML_CBOR.encode(reading)).toString('hex')).toBe(
      `81a5 21 71${Buffer.from('BUILDING/P_2/O/4/').toString('hex')} 22 1a695b6f80 00 6454454d50 01 6343656c
      02 fb40355eb851eb851f`.replaceAll(/\s/g, ''),
    );
  });

  it('in CBOR has a whole value as an integer, any other as a double', () => {
    const endOf = (value: number) => Buffer.from(SENML_CBOR.encode({ ...reading, value })).toString('hex');
    expect(endOf(21)).toMatch(/0215$/);
    expect(endOf(21.5)).toMatch(/02fb4035800000000000$/);
    expect(endOf(1021.25)).toMatch(/02fb408fea0000000000$/);
  });

  it.each<[SensorKind, number, string]>([
    ['VIBR', 0.07, '"u":"m/s","v":0.00007'],
    ['VIBR', 2.13, '"u":"m/s","v":0.00213'],
    ['HUM', 44.12, '"u":"%RH","v":44.12'],
    ['LUX', 412, '"u":"lx","v":412'],
    ['CO2', 612, '"u":"/","v":0.000612'],
    ['PIR', 1, '"u":"/","v":1'],
  ])('gives %s in a registered unit', (sensor, value, fields) => {
    const bytes = SENML_JSON.encode({ ...reading, address: { ...address, sensor }, value });
    expect(Buffer.from(bytes).toString()).toContain(fields);
  });
});

describe('senmlBaseName', () => {
  it.each([
    ['BUILDING', 'BUILDING/P_2/O/4/'],
    ['my building', 'my.20building/P_2/O/4/'],
    ['a.b', 'a.2eb/P_2/O/4/'],
    ['Informática', 'Inform.c3.a1tica/P_2/O/4/'],
    ['_x', '0.._x/P_2/O/4/'],
  ])('of %s', (building, name) => {
    expect(senmlBaseName({ ...address, building })).toBe(name);
  });

  it('is a SenML name, another one for every building', () => {
    const building = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name.isWellFormed());
    fc.assert(
      fc.property(building, building, (one, other) => {
        const name = senmlBaseName({ ...address, building: one });
        expect(isSenmlName(name)).toBe(true);
        expect(name === senmlBaseName({ ...address, building: other })).toBe(one === other);
      }),
    );
  });
});

describe('readPayload of SenML', () => {
  const receivedAt = Date.parse('2026-01-05T08:00:00Z');

  it.each<[string, SensorKind, string, Record<string, unknown>]>([
    ['the only record', 'TEMP', '[{"n":"x","u":"Cel","v":20}]', { value: 20, format: 'senml-json' }],
    [
      'the record of the sensor',
      'HUM',
      '[{"bn":"r/","n":"temp","v":20},{"n":"Humidity","v":50}]',
      { value: 50 },
    ],
    [
      'the newest',
      'TEMP',
      '[{"bn":"temp","bt":1767600000,"v":1},{"t":60,"v":2},{"t":30,"v":3}]',
      { value: 2, timeMs: receivedAt + 60_000 },
    ],
    ['another unit', 'TEMP', '[{"n":"temp","u":"K","v":293.15}]', { value: 20 }],
    ['a ratio', 'HUM', '[{"n":"hum","u":"%","v":0.45}]', { value: 45 }],
    ['per cent above 1', 'HUM', '[{"n":"hum","u":"%","v":60}]', { value: 60 }],
    ['per cent of RFC 8798', 'HUM', '[{"n":"hum","u":"/100","v":60}]', { value: 60 }],
    ['a velocity', 'VIBR', '[{"n":"vibr","u":"m/s","v":6.5e-05}]', { value: 0.065, unit: 'mm/s' }],
    ['parts per million', 'CO2', '[{"n":"co2","u":"ppm","v":612}]', { value: 612, unit: 'ppm' }],
    ['a ratio of a gas', 'CO2', '[{"n":"co2","u":"/","v":0.000612}]', { value: 612, unit: 'ppm' }],
    ['a state', 'PIR', '[{"n":"pir","u":"/","v":1}]', { value: 1, unit: '/' }],
    ['a base value', 'TEMP', '[{"bn":"temp","bv":20,"v":0.5}]', { value: 20.5 }],
    ['a relative time', 'TEMP', '[{"n":"temp","t":-90,"v":20}]', { timeMs: receivedAt - 90_000 }],
    ['no time, which is now', 'TEMP', '[{"n":"temp","v":20}]', { timeMs: receivedAt }],
    [
      'texts beside the number',
      'TEMP',
      '[{"n":"temp","v":20},{"n":"temp/label","vs":"spike"}]',
      { value: 20 },
    ],
  ])('takes %s', (_, sensor, text, read) => {
    expect(readPayload(Buffer.from(text), sensor, receivedAt)).toMatchObject({ kind: 'reading', ...read });
  });

  it('has no time where only a relative one is there and nobody says when it came', () => {
    const read = readPayload(Buffer.from('[{"n":"temp","t":-90,"v":20}]'), 'TEMP');
    expect(read).toEqual({ kind: 'reading', value: 20, unit: 'Cel', format: 'senml-json' });
  });

  it.each([
    ['[]', 'it is an array'],
    ['[{"n":"temp","v":20},1]', 'it is an array'],
    ['[{"n":"a","v":20},{"n":"b","v":20}]', 'its SenML has no number for temperature'],
    ['[{"n":"temp","vs":"20"}]', 'its SenML has no number for temperature'],
    ['[{"n":"temp","u":"m/s","v":20}]', 'm/s is not a unit of temperature'],
    ['[{"n":"temp","u":"%RH","v":20}]', '%RH is not a unit of temperature'],
    ['[{"v":20}]', 'its SenML is broken: a record has no proper name'],
    ['[{"n":"temp","v":"20"}]', 'its SenML is broken: a field is of the wrong type'],
    [
      '[{"n":"temp","v":20,"x_":1}]',
      'its SenML is broken: it has a label that must be understood and is not',
    ],
    ['[{"n":"temp","bv":1e308,"v":1e308}]', 'its value is not a finite number'],
  ])('cannot read %s', (text, reason) => {
    expect(readPayload(Buffer.from(text), 'TEMP')).toEqual({ kind: 'unreadable', reason });
  });

  it('is quick with a pack of very many records', () => {
    const records = Array.from({ length: 20_000 }, () => '{"v":1}').join(',');
    const pack = Buffer.from(`[{"bn":"temp"},${records}]`);
    const took = cpuMs(() => expect(readPayload(pack, 'TEMP').kind).toBe('reading'));
    expect(took).toBeLessThan(1000);
  });
});
