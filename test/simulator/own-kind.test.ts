// Tests src/simulator/own-kind.ts, src/simulator/own-kind-shape.ts, src/simulator/models/own.ts and the kinds in src/simulator/layout-file.ts
import { afterEach, describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { SENSOR_KINDS, type SensorKind, sensorType } from '../../src/building/sensors.ts';
import { formatTopic, parseTopic } from '../../src/building/topic.ts';
import { toSensorUnit } from '../../src/building/units.ts';
import { findFaultType } from '../../src/simulator/faults/list.ts';
import { randomFaults } from '../../src/simulator/faults/random-faults.ts';
import { readLayoutFile } from '../../src/simulator/layout-file.ts';
import { claimOwnKinds } from '../../src/simulator/own-kind.ts';
import { createWorld } from '../../src/simulator/world.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 7);

let release = () => {};
afterEach(() => release());

function fileOf(kinds: string, sensors = 'TEMP'): string {
  return `building: B\nrooms: [{ floor: 1, room: 1-4, sensor: [${sensors}] }]\nkinds:\n${kinds}`;
}

const kind = (name: string, model: string, more = 'unit: dB, quantum: 0.1, range: [0, 100]') =>
  `  - { kind: ${name}, ${more}, model: ${model} }\n`;

const CONSTANT = '{ type: constant, value: 40 }';

function know(kinds: string, sensors: string): void {
  const { building, problems } = readLayoutFile(fileOf(kinds, sensors));
  expect(problems).toEqual([]);
  release();
  release = claimOwnKinds(building?.kinds ?? []);
}

/** Values of a room's sensor every ten minutes for four weeks. */
function valuesOf(sensor: string, room = 1, faults = 0): number[] {
  const settings = {
    seed: '3',
    values: 'realistic',
    ranges: new Map(),
    faults: randomFaults(faults),
  } as const;
  const world = createWorld(settings);
  const address: Address = { building: 'B', floor: 1, wing: 'N', room, sensor: sensor as SensorKind };
  return Array.from({ length: 28 * 144 }, (_, n) => world.value(address, START + (n * HOUR) / 6));
}

describe('the kinds of a process', () => {
  const kindsOf = (kinds: string) => readLayoutFile(fileOf(kinds)).building?.kinds ?? [];
  const noise = () => kindsOf(kind('NOISE', CONSTANT));

  it('are those of one building: others are refused until all who use them have released them', () => {
    const ends = [claimOwnKinds(noise()), claimOwnKinds(noise())];
    const others = [
      [],
      kindsOf(kind('FLOW', CONSTANT)),
      kindsOf(kind('NOISE', '{ type: constant, value: 41 }')),
    ];
    for (const end of ends) {
      for (const other of others) expect(() => claimOwnKinds(other)).toThrow(RangeError);
      expect(SENSOR_KINDS).toContain('NOISE');
      end();
      // The second time an end ends nothing.
      end();
    }
    expect(SENSOR_KINDS).not.toContain('NOISE');
    for (const other of others) claimOwnKinds(other)();
  });
});

describe('a kind of a layout file', () => {
  it('is known to topics, units and faults while its file counts, and to nobody afterwards', () => {
    know(kind('NOISE', CONSTANT), 'TEMP, NOISE');
    const topic = 'B/P_1/N/2/NOISE';
    const placed = parseTopic(topic);
    expect(placed && formatTopic(placed.address)).toBe(topic);
    const { sensor } = placed?.address ?? { sensor: 'TEMP' };
    expect(sensorType(sensor)).toMatchObject({ unit: 'dB', quantity: 'noise', range: [0, 100] });
    expect(toSensorUnit(sensor, 3, 'DB')).toBe(3);
    expect(findFaultType('stuck')?.sensors).toContain('NOISE');
    release();
    expect(parseTopic(topic)).toBeUndefined();
    expect(SENSOR_KINDS).toEqual(['TEMP', 'HUM', 'LUX', 'VIBR', 'CO2', 'PIR']);
    expect(findFaultType('stuck')?.sensors).not.toContain('NOISE');
  });

  it('changes no reading of other kinds, whatever stands beside it in the file', () => {
    const before = valuesOf('TEMP', 2, 0.1);
    know(kind('NOISE', '{ type: walk, low: 10, high: 90 }'), 'TEMP, NOISE');
    expect(valuesOf('TEMP', 2, 0.1)).toEqual(before);
    const alone = valuesOf('NOISE', 2, 0.1);
    know(kind('AAA', CONSTANT) + kind('NOISE', '{ type: walk, low: 10, high: 90 }'), 'TEMP, NOISE, AAA');
    expect(valuesOf('NOISE', 2, 0.1)).toEqual(alone);
  });
});

describe('the model', () => {
  it('constant is the value, with the noise of the kind', () => {
    know(kind('NOISE', CONSTANT), 'NOISE');
    expect(new Set(valuesOf('NOISE'))).toEqual(new Set([40]));
    know(kind('NOISE', CONSTANT, 'unit: dB, quantum: 0.1, range: [0, 100], noise: 0.5'), 'NOISE');
    const values = valuesOf('NOISE');
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(mean).toBeCloseTo(40, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
  });

  it('daily is highest at its time, lowest twelve hours later', () => {
    know(kind('SUN', '{ type: daily, low: 10, high: 90, highest: "13:00" }'), 'SUN');
    const day = valuesOf('SUN').slice(0, 144);
    expect(day[13 * 6]).toBe(90);
    expect(day[6]).toBe(10);
    expect(day[7 * 6]).toBeCloseTo(50, 0);
  });

  it('presence is between its values, low at night and high at work', () => {
    know(kind('NOISE', '{ type: presence, empty: 30, occupied: 60, lag: 5m }'), 'NOISE');
    const values = [1, 2, 3].flatMap((room) => valuesOf('NOISE', room));
    expect(Math.min(...values)).toBe(30);
    expect(Math.max(...values)).toBeGreaterThan(55);
    const nights = values.filter((_, n) => n % 144 >= 12 && n % 144 < 30);
    expect(Math.max(...nights)).toBe(30);
  });

  it('follows is a line over another kind, also over another kind that follows', () => {
    const power = kind(
      'POWER',
      '{ type: follows, kind: DEW, times: 10 }',
      'unit: W, quantum: 0.1, range: [-999, 999]',
    );
    const dew = kind(
      'DEW',
      '{ type: follows, kind: TEMP, plus: -10 }',
      'unit: Cel, quantum: 0.01, range: [-40, 60]',
    );
    know(power + dew, 'TEMP, DEW, POWER');
    const [temp, dewPoint, watts] = ['TEMP', 'DEW', 'POWER'].map((sensor) => valuesOf(sensor));
    const bias = (temp?.[0] ?? 0) - (dewPoint?.[0] ?? 0) - 10;
    for (let n = 0; n < 1000; n += 50) {
      // The thermometer has noise and a bias of its own.
      expect(Math.abs((dewPoint?.[n] ?? 0) + 10 + bias - (temp?.[n] ?? 0))).toBeLessThan(0.08);
      expect(watts?.[n]).toBeCloseTo(10 * (dewPoint?.[n] ?? 0), 0);
    }
  });

  it('walk stays within its bounds, and comes near them', () => {
    know(kind('PH', '{ type: walk, low: 6, high: 8 }', 'unit: pH, quantum: 0.01, range: [0, 14]'), 'PH');
    const values = [1, 2, 3, 4].flatMap((room) => valuesOf('PH', room));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...values)).toBeLessThanOrEqual(8);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(1.7);
  });

  it('states has each of its values, and no other, each for its time', () => {
    know(
      kind(
        'VALVE',
        '{ type: states, values: [0, 50, 100], every: 1h }',
        "unit: '%', quantum: 1, range: [0, 100]",
      ),
      'VALVE',
    );
    const values = valuesOf('VALVE');
    expect(new Set(values)).toEqual(new Set([0, 50, 100]));
    const changes = values.filter((value, n) => n > 0 && value !== values[n - 1]).length;
    // Two draws of three change the state.
    expect(changes / (values.length / 6)).toBeGreaterThan(0.55);
    expect(changes / (values.length / 6)).toBeLessThan(0.78);
  });
});

describe('readLayoutFile refuses', () => {
  it.each([
    ['a kind that is there', kind('TEMP', CONSTANT), "4:13 'TEMP': TEMP is a kind already: use another name"],
    [
      'a wrong name',
      kind('noise', CONSTANT),
      "4:13 'noise': use a name of at most 16 capital letters, digits and _, such as NOISE",
    ],
    [
      'a name that breaks a topic',
      kind('"A/B"', CONSTANT),
      "4:13 'A/B': use a name of at most 16 capital letters, digits and _, such as NOISE",
    ],
    ['a name twice', kind('A', CONSTANT) + kind('A', CONSTANT), '5:5 A is here twice'],
    [
      'a wrong unit',
      kind('A', CONSTANT, `unit: 'd"B', quantum: 1, range: [0, 100]`),
      `4:22 'd"B': use a unit of at most 16 letters, digits and % ° / · * ^ . _ -`,
    ],
    [
      'a range the wrong way',
      kind('A', CONSTANT, 'unit: dB, quantum: 1, range: [100, 0]'),
      '4:5 range of A: use two numbers, the smaller first, such as [30, 110]',
    ],
    [
      'a quantum of nothing',
      kind('A', CONSTANT, 'unit: dB, quantum: 0, range: [0, 100]'),
      '4:5 quantum 0 of A: use a step above 0, at most the range',
    ],
    [
      'a limit outside',
      kind('A', CONSTANT, 'unit: dB, quantum: 1, range: [0, 100], limits: { level: high, above: 100 }'),
      '4:5 limit 100 of A can never be crossed: the range is 0 to 100',
    ],
    [
      'a limit of two sides',
      kind(
        'A',
        CONSTANT,
        'unit: dB, quantum: 1, range: [0, 100], limits: { level: high, above: 9, below: 3 }',
      ),
      '4:5 a limit of A has one of above, below',
    ],
    [
      'a value outside the range',
      kind('A', '{ type: constant, value: 101 }'),
      '4:64 101 is outside the range of A, 0 to 100',
    ],
    ['bounds the wrong way', kind('A', '{ type: walk, low: 9, high: 8 }'), '4:64 low must be below high'],
    ['a kind that follows itself', kind('A', '{ type: follows, kind: A }'), '4:64 A follows itself: A, A'],
    [
      'a longer circle',
      kind('A', '{ type: follows, kind: B }') + kind('B', '{ type: follows, kind: A }'),
      '4:64 A follows itself: A, B, A',
    ],
    [
      'a kind that follows nothing',
      kind('A', '{ type: follows, kind: C }'),
      '4:64 A follows C, which is no kind',
    ],
    [
      'an unknown model',
      kind('A', '{ type: chaos }'),
      "4:72 'chaos': use constant, daily, presence, follows, walk or states",
    ],
    [
      'a key of another model',
      kind('A', '{ type: constant, value: 4, low: 3 }'),
      "4:92 unknown key 'low'; use type, value",
    ],
    ['no model', '  - { kind: A, unit: dB, quantum: 1, range: [0, 1] }\n', '4:5 model missing'],
  ])('%s', (_, kinds, fault) => {
    const { building, problems } = readLayoutFile(fileOf(kinds));
    expect(building).toBeUndefined();
    const [first] = problems;
    expect(first && `${first.line}:${first.column} ${first.message}`).toBe(fault);
  });

  it('a room with a sensor of an unknown kind, and names the kinds of the file', () => {
    const { problems } = readLayoutFile(fileOf(kind('NOISE', CONSTANT), 'NOISES'));
    expect(problems[0]?.message).toBe(
      "'NOISES': use TEMP, HUM, LUX, VIBR, CO2, PIR or NOISE; did you mean NOISE?",
    );
  });

  it('more than a hundred kinds', () => {
    const kinds = Array.from({ length: 101 }, (_, n) => kind(`K${n}`, CONSTANT)).join('');
    expect(readLayoutFile(fileOf(kinds)).problems).toMatchObject([
      { line: 4, message: 'more than 100 kinds' },
    ]);
  });
});
