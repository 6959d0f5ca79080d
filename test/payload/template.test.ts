// Tests src/payload/template/ and src/payload/shapes/.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/building/reading.ts';
import { SENSOR_KINDS, type SensorKind } from '../../src/building/sensors.ts';
import { SHAPES } from '../../src/payload/shapes/list.ts';
import { parsePath, pathWords } from '../../src/payload/template/path.ts';
import { pathTemplate } from '../../src/payload/template/path-template.ts';
import { payloadTemplate, valuePathReader } from '../../src/payload/template/template.ts';
import { readTopicTemplate } from '../../src/text/topic-template.ts';
import { anyText } from '../any-text.ts';
import { anyReading } from './any-reading.ts';
import { hex } from './hex.ts';

const EIGHT = Date.parse('2026-01-05T08:00:00Z');
const READING: Reading = {
  address: { building: 'EPS', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' },
  value: 20.5,
  timeMs: EIGHT,
  seq: 17,
};

function written(text: string, values: readonly (readonly [SensorKind, number])[] = []): string {
  return Buffer.from(payloadTemplate('t', text).write(READING, new Map(values))).toString();
}

describe('a payload template writes', () => {
  it.each([
    ['{value}', '20.5'],
    ['"{value}"', '"20.5"'],
    ['{ "v": { value }, "u": "{unit}" }', '{"v":20.5,"u":"Cel"}'],
    [
      '{"v":{value},"t":"{time}","s":{time_s},"ms":{time_ms},"l":"{time_local}"}',
      '{"v":20.5,"t":"2026-01-05T08:00:00.000Z","s":1767600000,"ms":1767600000000,"l":"2026-01-05T08:00:00"}',
    ],
    [
      '{"v":{value},"id":"{building}-{floor}{wing}{room}/{sensor}","n":{seq},"u":"{unit_symbol}","q":"{quantity}"}',
      '{"v":20.5,"id":"EPS-2O4/TEMP","n":17,"u":"°C","q":"temperature"}',
    ],
    ['[{"v":{value}},null,true,{}]', '[{"v":20.5},null,true,{}]'],
  ])('%s as %s', (text, payload) => {
    expect(written(text)).toBe(payload);
  });

  it('the sensors of a room, and leaves out those without a value', () => {
    const text =
      '{"t":{TEMP},"f":{TEMP:F},"air":{"h":{HUM},"unit":"%"},"list":[{"name":"lux","v":{LUX}}],"id":1}';
    expect(
      written(text, [
        ['TEMP', 20],
        ['HUM', 45],
        ['LUX', 300],
      ]),
    ).toBe('{"t":20,"f":68,"air":{"h":45,"unit":"%"},"list":[{"name":"lux","v":300}],"id":1}');
    expect(written(text, [['TEMP', 20]])).toBe('{"t":20,"f":68,"id":1}');
  });

  it.each([
    ['{"v":{vlaue}}', '{vlaue} is no name: use {value} {unit}'],
    ['{"v":"{vlaue}"}', '{vlaue} is no name'],
    ['{"v":{TEMP:lx}}', "{TEMP:lx}: 'lx' is not a unit of temperature"],
    ['{"v":{value:F}}', 'only a sensor such as {TEMP:F} has a unit'],
    ['{"v":20}', 'it has no value: {value}, or sensors such as {TEMP} and {HUM}'],
    ['{"v":"a {value}"}', 'it has no value'],
    ['{"v":{value},"t":{TEMP}}', 'it has {value} and a sensor'],
    ['{"{sensor}":{value}}', "its key '{sensor}' has a name in braces"],
    ['{"v":{value}', 'it is no JSON with names in braces'],
    ['', 'it is no JSON with names in braces'],
  ])('nothing from %s', (text, message) => {
    expect(() => payloadTemplate('t', text)).toThrow(message);
  });
});

describe('a payload template reads', () => {
  const room = payloadTemplate(
    't',
    '{"air":{"t":{TEMP:F},"h":{HUM}},"metrics":[{"name":"lux","value":{LUX}}],"at":{time_ms},"n":{seq}}',
  );

  it.each<[SensorKind, string, Record<string, unknown> | undefined]>([
    [
      'TEMP',
      '{"air":{"t":68,"h":45},"at":1767600000000,"n":17}',
      { value: 20, timeMs: EIGHT, seq: 17, unit: 'Cel' },
    ],
    ['TEMP', '{"air":{"t":"20 °C"},"other":[1]}', { value: 20 }],
    ['HUM', '{"air":{"t":68,"h":45}}', { value: 45 }],
    ['LUX', '{"metrics":[{"name":"volt","value":3},{"name":"lux","value":300}]}', { value: 300 }],
    ['HUM', '{"air":{"t":68}}', undefined],
    ['HUM', '{"air":{"h":"wet"}}', { kind: 'unreadable', reason: 'its air.h is not a finite number' }],
    ['HUM', '{"t":68}', { kind: 'unreadable', reason: 'it has no value: none of air.h; it has t' }],
    ['HUM', '{"air"', { kind: 'unreadable', reason: 'its JSON is broken' }],
    ['HUM', '[]', { kind: 'unreadable' }],
    ['HUM', '3', { kind: 'unreadable' }],
  ])('%s from %s', (sensor, payload, expected) => {
    const read = room.read(Buffer.from(payload), sensor);
    if (expected === undefined) expect(read).toBeUndefined();
    else expect(read).toMatchObject(expected);
  });

  it('CBOR under the same keys', () => {
    const one = payloadTemplate('t', '{"v":{value},"u":"{unit}"}');
    expect(one.read(hex('a2 61 76 18 44 61 75 61 46'), 'TEMP')).toMatchObject({ value: 20 });
  });

  it('back whatever it wrote, of every shape', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHAPES), anyReading, ({ name, payload, topic }, reading) => {
        const template = payloadTemplate(name, payload);
        const bytes = template.write(reading, new Map([[reading.address.sensor, reading.value]]));
        expect(template.read(bytes, reading.address.sensor)).toMatchObject({
          kind: 'reading',
          value: reading.value,
        });
        const topics = readTopicTemplate(topic);
        const { sensor: _, ...roomAddress } = reading.address;
        expect(topics.parse(topics.format(reading.address))).toMatchObject(roomAddress);
      }),
    );
  });

  it('hostile payloads without a throw', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...SENSOR_KINDS), (text, sensor) => {
        for (const { name, payload } of SHAPES)
          payloadTemplate(name, payload).read(Buffer.from(text), sensor);
      }),
      { numRuns: 50 },
    );
    expect(room.read(Buffer.from('{"air":{"__proto__":{"h":1}}}'), 'HUM')).toMatchObject({
      kind: 'unreadable',
    });
  });
});

describe('each shape', () => {
  it.each(SHAPES.map((shape) => [shape.name, shape] as const))(
    '%s has every kind of sensor',
    (_, { name, payload }) => {
      const { kinds } = payloadTemplate(name, payload);
      if (kinds !== undefined) expect([...kinds].sort()).toEqual([...SENSOR_KINDS].sort());
    },
  );
});

describe('a value path', () => {
  it.each([
    ['data.temperature', '{"data":{"temperature":20}}'],
    ['$.e[0].v', '{"e":[{"v":20}]}'],
    ['params["temperature:0"].tC', '{"params":{"temperature:0":{"tC":20}}}'],
    ['metrics[name=temp].value', '{"metrics":[{"name":"x","value":1},{"name":"temp","value":20}]}'],
    ['a b', '{"a b":"20,0 °C"}'],
  ])('%s picks out of %s', (text, payload) => {
    const path = parsePath(text);
    expect(path).toBeDefined();
    const read = valuePathReader([{ sensor: undefined, path: path ?? [] }]);
    expect(read(Buffer.from(payload), 'TEMP')).toMatchObject({ value: 20 });
    expect(parsePath(pathWords(path ?? []))).toEqual(
      path?.map((step) => ('index' in step && step.named ? step : step)),
    );
  });

  it.each(['', '$', 'a[', 'a[x]', 'a..', '[]', 'a=b'])('is none: %j', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  const pathsOf = (...texts: readonly (readonly [SensorKind | undefined, string])[]) =>
    texts.map(([sensor, text]) => ({ sensor, path: parsePath(text) ?? [] }));

  it.each([
    [pathsOf([undefined, 'data.t']), '{"data":{"t":20.5}}'],
    [pathsOf([undefined, 'e[1].v']), '{"e":[null,{"v":20.5}]}'],
    [
      pathsOf(['TEMP', 'metrics[name=t].value'], ['HUM', 'metrics[name=h].value']),
      '{"metrics":[{"name":"t","value":20.5},{"name":"h","value":45}]}',
    ],
    [pathsOf(['TEMP', 'air.t'], ['HUM', 'air.h'], ['LUX', 'lux']), '{"air":{"t":20.5,"h":45}}'],
  ])('is written, too: %j', (paths, payload) => {
    const template = pathTemplate(paths);
    const bytes = template.write(
      READING,
      new Map([
        ['TEMP', 20.5],
        ['HUM', 45],
      ] as const),
    );
    expect(Buffer.from(bytes).toString()).toBe(payload);
    expect(template.read(bytes, 'TEMP')).toMatchObject({ value: 20.5 });
  });

  it.each([
    [pathsOf(['TEMP', 'a'], ['HUM', 'a.b']), "'a.b' and another path can't be in one message"],
    [pathsOf(['TEMP', 'a.b'], ['HUM', 'a']), "'a' is inside of another path, or the same"],
    [pathsOf(['TEMP', 'a'], ['HUM', 'a']), "'a' is inside of another path, or the same"],
    [pathsOf(['TEMP', 'a[0]'], ['HUM', 'a.b']), "can't be in one message"],
    [pathsOf([undefined, 'a'], ['HUM', 'b']), 'name a sensor in all paths'],
  ])('is refused beside another: %j', (paths, message) => {
    expect(() => pathTemplate(paths)).toThrow(message);
  });

  it('takes the time beside the value', () => {
    const read = valuePathReader([{ sensor: undefined, path: [{ key: 'x' }] }]);
    expect(read(Buffer.from('{"x":20,"ts":1767600000000}'), 'TEMP')).toMatchObject({
      value: 20,
      timeMs: EIGHT,
    });
  });
});
