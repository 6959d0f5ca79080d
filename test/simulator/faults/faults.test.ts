// Tests src/simulator/faults/: each fault and its ground truth.
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/building/address.ts';
import { intSet } from '../../../src/building/int-set.ts';
import { uniformLayout } from '../../../src/building/layout.ts';
import { type SensorKind, sensorType } from '../../../src/building/sensors.ts';
import type { Wing } from '../../../src/building/wings.ts';
import { findFaultType } from '../../../src/simulator/faults/list.ts';
import { FaultPlan, type PlannedFault } from '../../../src/simulator/faults/planned-faults.ts';
import { truthOf } from '../../../src/simulator/faults/truth.ts';
import { createWorld } from '../../../src/simulator/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 7, 12);

interface Case {
  readonly type: string;
  readonly sensor: SensorKind;
  readonly durationMs: number;
  readonly params?: Record<string, number>;
  readonly severity?: number;
  readonly room?: number;
}

function planOf({ type, durationMs, params = {}, severity = 0.5 }: Case): PlannedFault {
  const found = findFaultType(type);
  if (found === undefined) throw new Error(`no fault type ${type}`);
  return {
    type: found,
    where: { room: [[2, 2]] },
    startMs: START,
    endMs: START + durationMs,
    severity,
    params,
  };
}

/** Readings of room 2's sensor with and without the fault, the given time after its start. */
function readings(of: Case) {
  const address: Address = { building: 'B', floor: 1, wing: 'S', room: of.room ?? 2, sensor: of.sensor };
  const settings = { seed: '5', values: 'realistic', ranges: new Map() } as const;
  const healthy = createWorld(settings);
  const faulty = createWorld({ ...settings, faults: new FaultPlan([planOf(of)]) });
  return {
    with: (afterMs: number) => faulty.value(address, START + afterMs),
    without: (afterMs: number) => healthy.value(address, START + afterMs),
    sent: (afterMs: number) => faulty.deliveries({ address, timeMs: START + afterMs, seq: 3 }),
  };
}

const minutes = (count: number) => Array.from({ length: count }, (_, i) => i * MINUTE);

describe('a sensor', () => {
  it('with a spike reports an error code, once', () => {
    const { with: faulty, without } = readings({ type: 'spike', sensor: 'TEMP', durationMs: MINUTE });
    expect([655.35, -40, 85]).toContain(faulty(0));
    expect(faulty(MINUTE)).toBe(without(MINUTE));
    expect(faulty(-1)).toBe(without(-1));
  });

  it.each([0.06, 0.3, 0.9])('that is intermittent reports an error code in %d of the readings', (share) => {
    const { with: faulty, without } = readings({
      type: 'intermittent',
      sensor: 'LUX',
      durationMs: 10 * DAY,
      params: { share },
    });
    const wrong = minutes(14_400).filter((at) => faulty(at) !== without(at));
    expect(new Set(wrong.map(faulty))).toEqual(new Set([65_535]));
    expect(wrong.length / 14_400).toBeGreaterThan(0.85 * share);
    expect(wrong.length / 14_400).toBeLessThan(1.15 * share);
  });

  it('that is intermittent sends its error codes in clumps', () => {
    const { with: faulty } = readings({
      type: 'intermittent',
      sensor: 'LUX',
      durationMs: 10 * DAY,
      params: { share: 0.06 },
    });
    const isCode = minutes(14_400).map((at) => faulty(at) === 65_535);
    const pairs = isCode.filter((is, i) => is && isCode[i + 1]).length;
    expect(pairs / isCode.filter((is) => is).length).toBeGreaterThan(0.4);
  });

  it('with the wrong unit sends degrees Fahrenheit', () => {
    const { with: faulty, without } = readings({ type: 'unit-mix-up', sensor: 'TEMP', durationMs: DAY });
    expect(faulty(HOUR)).toBeCloseTo(32 + 1.8 * without(HOUR), 1);
  });

  it('that is swapped sends the value of the other', () => {
    const temp = readings({ type: 'swapped-sensors', sensor: 'TEMP', durationMs: DAY });
    const hum = readings({ type: 'swapped-sensors', sensor: 'HUM', durationMs: DAY });
    expect(temp.with(HOUR)).toBeCloseTo(hum.without(HOUR), 1);
    expect(hum.with(HOUR)).toBeCloseTo(temp.without(HOUR), 1);
  });

  it.each(['TEMP', 'HUM', 'LUX', 'VIBR'] as const)(
    'of a node with a spike reports an error code: %s',
    (sensor) => {
      const { with: faulty, without } = readings({ type: 'node-spike', sensor, durationMs: MINUTE });
      expect(sensorType(sensor).errorCodes).toContain(faulty(0));
      expect(faulty(MINUTE)).toBe(without(MINUTE));
    },
  );

  it('that is stuck shows what it showed at the start', () => {
    const { with: faulty, without } = readings({ type: 'stuck', sensor: 'TEMP', durationMs: DAY });
    expect(new Set(minutes(600).map(faulty))).toEqual(new Set([without(0)]));
  });

  it('that is saturated shows a high level with a little noise', () => {
    const { with: faulty } = readings({
      type: 'saturated',
      sensor: 'LUX',
      durationMs: DAY,
      params: { level: 2500 },
    });
    const values = minutes(100).map(faulty);
    expect(Math.min(...values)).toBeGreaterThan(2100);
    expect(Math.max(...values)).toBeLessThan(2900);
    expect(new Set(values).size).toBeGreaterThan(10);
  });

  it('that drifts is off by so much a day', () => {
    const { with: faulty, without } = readings({
      type: 'drift',
      sensor: 'HUM',
      durationMs: 5 * DAY,
      params: { perDay: -2 },
    });
    expect(faulty(3 * DAY) - without(3 * DAY)).toBeCloseTo(-6, 1);
  });

  it('with an offset is off by so much at once, and never beyond its range', () => {
    const by = (offset: number) =>
      readings({ type: 'offset', sensor: 'HUM', durationMs: DAY, params: { by: offset } });
    expect(by(8).with(0) - by(8).without(0)).toBeCloseTo(8, 1);
    expect(by(500).with(0)).toBe(100);
  });

  it('with a noise burst jumps more than usual', () => {
    const { with: faulty, without } = readings({
      type: 'noise-burst',
      sensor: 'TEMP',
      durationMs: HOUR,
      params: { times: 50 },
    });
    const jumps = (read: (at: number) => number) =>
      Math.max(...minutes(59).map((at) => Math.abs(read(at + MINUTE) - read(at))));
    expect(jumps(faulty)).toBeGreaterThan(8 * jumps(without));
  });
});

describe('a message', () => {
  const sentOf = (type: string, params?: Record<string, number>) =>
    readings({ type, sensor: 'TEMP', durationMs: HOUR, ...(params && { params }) }).sent;

  it('of a sensor that drops out is not sent', () => {
    expect(sentOf('dropout')(0)).toEqual([]);
    expect(sentOf('dropout')(HOUR)).toHaveLength(1);
  });

  it('may be lost', () => {
    const { sent } = readings({
      type: 'packet-loss',
      sensor: 'TEMP',
      durationMs: DAY,
      params: { share: 0.4 },
    });
    const lost = minutes(1000).filter((at) => sent(at).length === 0);
    expect(lost.length).toBeGreaterThan(350);
    expect(lost.length).toBeLessThan(450);
  });

  it('may be sent twice, the same reading within two seconds', () => {
    const [one, other, ...more] = sentOf('duplicate', { share: 1 })(0);
    expect(more).toEqual([]);
    expect(other?.reading).toEqual(one?.reading);
    expect((other?.sentMs ?? 0) - (one?.sentMs ?? 0)).toBeLessThan(2000);
  });

  it('may be late, and keeps the time at which it was due', () => {
    const sent = minutes(60).flatMap(sentOf('late', { upToSeconds: 100 }));
    const delays = sent.map(({ sentMs, reading }) => sentMs - reading.timeMs);
    expect(sent).toHaveLength(60);
    expect(Math.max(...delays)).toBeGreaterThan(80_000);
    expect(Math.max(...delays)).toBeLessThan(100_000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  });

  it('of a wrong clock is sent in time, with a time an hour behind', () => {
    const [one, ...more] = sentOf('clock-off')(10 * MINUTE);
    expect(more).toEqual([]);
    expect(one?.sentMs).toBe(START + 10 * MINUTE);
    expect(one?.reading.timeMs).toBe(START + 10 * MINUTE - HOUR);
  });

  it('may be garbled beyond reading', () => {
    const payload = new TextEncoder().encode('{"sensor":"TEMP","value":21.37}');
    const spoiled = minutes(60).flatMap((at) =>
      sentOf('malformed', { share: 1 })(at).map(({ spoil }) => spoil?.(payload)),
    );
    expect(spoiled).toHaveLength(60);
    for (const bytes of spoiled) expect(bytes).not.toEqual(payload);
    expect(new Set(spoiled.map((bytes) => bytes?.length)).size).toBeGreaterThan(3);
  });
});

describe('in a building', () => {
  it('an HVAC failure lets a winter room cool down by a fifth of a degree an hour or more, and come back', () => {
    const { with: faulty, without } = readings({
      type: 'hvac-failure',
      sensor: 'TEMP',
      durationMs: 48 * HOUR,
      params: { lagHours: 20 },
    });
    expect(faulty(24 * HOUR) - without(24 * HOUR)).toBeLessThan(-4.8);
    expect(faulty(2 * HOUR) - without(2 * HOUR)).toBeGreaterThan(-2);
    expect(faulty(48 * HOUR - MINUTE)).toBeCloseTo(without(48 * HOUR - MINUTE), 0);
  });

  it('a biased thermostat makes the room too cold by its bias, and damper', () => {
    const bias = { type: 'thermostat-bias', durationMs: 4 * DAY, params: { by: 2 } } as const;
    const temp = readings({ ...bias, sensor: 'TEMP' });
    const hum = readings({ ...bias, sensor: 'HUM' });
    expect(temp.with(0) - temp.without(0)).toBeCloseTo(0, 1);
    expect(temp.with(DAY) - temp.without(DAY)).toBeCloseTo(-2, 1);
    expect(hum.with(DAY) - hum.without(DAY)).toBeGreaterThan(2);
    expect(temp.with(4 * DAY - 1) - temp.without(4 * DAY - 1)).toBeCloseTo(0, 1);
  });

  // START is Wednesday noon. Work ends at 18:00 and the setback begins at 19:00; it ends at 6:00, and work begins at 8:30.
  it.each([
    ['setback-late', [0, 1.5, 2, 0, 0, 0]],
    ['setback-early', [0, 0, 0, 0, 1.5, 0]],
    ['setback-missing', [0, 1.5, 2, 2, 2, 0]],
  ] as const)('%s warms the room at its hours alone', (type, warmer) => {
    const { with: faulty, without } = readings({
      type,
      sensor: 'TEMP',
      durationMs: 7 * DAY,
      params: { kelvin: 2 },
    });
    const hours = [6, 9, 9.9, 15, 17.5, 30];
    for (const [i, hour] of hours.entries()) {
      const difference = faulty(hour * HOUR) - without(hour * HOUR);
      expect(Math.abs(difference - (warmer[i] ?? 0))).toBeLessThan(0.35);
    }
  });

  it('a wrong lighting schedule burns the lamps before and after work, not at night or at the weekend', () => {
    const { with: faulty, without } = readings({
      type: 'lighting-schedule',
      sensor: 'LUX',
      durationMs: 5 * DAY,
      params: { hours: 3 },
    });
    expect(without(8.5 * HOUR)).toBeLessThan(60);
    expect(faulty(8.5 * HOUR)).toBeGreaterThan(100);
    expect(faulty(18 * HOUR)).toBeGreaterThan(100);
    expect(faulty(12 * HOUR)).toBe(without(12 * HOUR));
    expect(faulty(3 * DAY + 8.5 * HOUR)).toBe(without(3 * DAY + 8.5 * HOUR));
  });

  it('infiltration cools and dries a room in January by its share of the cold outside', () => {
    const more = { type: 'infiltration', durationMs: 8 * DAY } as const;
    const cooler = (percent: number) => {
      const { with: faulty, without } = readings({ ...more, sensor: 'TEMP', params: { percent } });
      return without(2 * DAY) - faulty(2 * DAY);
    };
    expect(cooler(20)).toBeGreaterThan(0.2);
    expect(cooler(40) / cooler(20)).toBeCloseTo(2, 0);
  });

  it('a gateway that repeats old values stops the clock of all its sensors', () => {
    for (const sensor of ['TEMP', 'HUM'] as const) {
      const { with: faulty, without } = readings({ type: 'repeated-values', sensor, durationMs: DAY });
      expect(new Set(minutes(300).map(faulty))).toEqual(new Set([without(0)]));
    }
  });

  it('a fire heats by so much a minute, dries the air, and silences the room', () => {
    const fire = { type: 'fire', durationMs: HOUR, params: { kelvinPerMinute: 5 } } as const;
    const temp = readings({ ...fire, sensor: 'TEMP' });
    expect(temp.with(10 * MINUTE) - temp.without(10 * MINUTE)).toBeCloseTo(25, 0);
    expect(temp.with(30 * MINUTE)).toBe(sensorType('TEMP').range[1]);
    expect(readings({ ...fire, sensor: 'HUM' }).with(15 * MINUTE)).toBeLessThan(15);
    expect(temp.sent(50 * MINUTE)).toEqual([]);
  });

  it('a fire warms the room above within minutes, those beside it later and less, and no other', () => {
    const type = findFaultType('fire');
    if (type === undefined) throw new Error('no fire');
    const where = { floor: intSet([[1, 1]]), wing: ['S'] as const, room: intSet([[2, 2]]) };
    const plan = { type, where, startMs: START, endMs: START + HOUR, severity: 0.5, params: {} };
    const settings = { seed: '5', values: 'realistic', ranges: new Map() } as const;
    const healthy = createWorld(settings);
    const burning = createWorld({ ...settings, faults: new FaultPlan([plan]) });
    const warmerBy = (floor: number, wing: Wing, room: number, afterMs: number) => {
      const address = { building: 'B', floor, wing, room, sensor: 'TEMP' } as const;
      return burning.value(address, START + afterMs) - healthy.value(address, START + afterMs);
    };
    expect(warmerBy(2, 'S', 2, 3 * MINUTE)).toBe(0);
    expect(warmerBy(2, 'S', 2, 15 * MINUTE)).toBeGreaterThan(3);
    expect(warmerBy(1, 'S', 1, 7 * MINUTE)).toBe(0);
    expect(warmerBy(1, 'S', 1, 30 * MINUTE)).toBeGreaterThan(3);
    expect(warmerBy(1, 'S', 3, 30 * MINUTE)).toBeLessThan(0.7 * warmerBy(2, 'S', 2, 30 * MINUTE));
    expect(warmerBy(1, 'S', 3, HOUR - 1)).toBeCloseTo(0, 1);
    for (const [floor, wing, room] of [
      [0, 'S', 2],
      [1, 'N', 2],
      [1, 'S', 4],
    ] as const) {
      expect(warmerBy(floor, wing, room, 30 * MINUTE)).toBe(0);
    }
    const [told] = truthOf(
      uniformLayout({ building: 'B', floors: intSet([[0, 2]]), rooms: intSet([[1, 4]]) }),
      {
        seed: '5',
        rate: 0,
        plan: [plan],
        fromMs: START,
        toMs: START + HOUR,
      },
    );
    expect(told?.sensors).toEqual([
      ...['TEMP', 'HUM'].map((sensor) => `B/P_1/S/1/${sensor}`),
      ...['TEMP', 'HUM', 'LUX', 'VIBR'].map((sensor) => `B/P_1/S/2/${sensor}`),
      ...['TEMP', 'HUM'].map((sensor) => `B/P_1/S/3/${sensor}`),
      ...['TEMP', 'HUM'].map((sensor) => `B/P_2/S/2/${sensor}`),
    ]);
  });

  it('a leak makes a room damp within the hour', () => {
    const { with: faulty } = readings({
      type: 'leak',
      sensor: 'HUM',
      durationMs: 12 * HOUR,
      params: { humidity: 95 },
    });
    expect(faulty(HOUR)).toBeGreaterThan(80);
    expect(faulty(3 * HOUR)).toBeLessThanOrEqual(100);
  });

  it('an open window in January brings the cold in', () => {
    const { with: faulty, without } = readings({ type: 'window-open', sensor: 'TEMP', durationMs: 6 * HOUR });
    expect(faulty(2 * HOUR)).toBeLessThan(without(2 * HOUR) - 5);
  });

  it('a light left on shines at midnight', () => {
    const { with: faulty, without } = readings({ type: 'light-left-on', sensor: 'LUX', durationMs: DAY });
    expect(without(12 * HOUR)).toBeLessThan(20);
    expect(faulty(12 * HOUR)).toBeGreaterThan(100);
  });

  it('a blind that stays up lets the sun in and leaves the night dark', () => {
    const { with: faulty, without } = readings({
      type: 'blind-fault',
      sensor: 'LUX',
      durationMs: 3 * DAY,
      params: { times: 60 },
    });
    expect(Math.max(...minutes(3 * 24 * 60).map(faulty))).toBeGreaterThan(5000);
    expect(faulty(12 * HOUR)).toBe(without(12 * HOUR));
  });

  it('a machine wears out slowly, then fast', () => {
    const { with: faulty } = readings({
      type: 'machine-wear',
      sensor: 'VIBR',
      durationMs: 10 * DAY,
      params: { reaches: 5 },
    });
    expect(faulty(DAY)).toBeLessThan(0.5);
    expect(faulty(10 * DAY - MINUTE)).toBeGreaterThan(2.5);
  });

  it('a door slams and rings down', () => {
    const { with: faulty } = readings({
      type: 'door',
      sensor: 'VIBR',
      durationMs: MINUTE,
      params: { peak: 4 },
    });
    expect(faulty(0)).toBeGreaterThan(3.5);
    expect(faulty(50_000)).toBeLessThan(1.2);
  });

  it('an earthquake shakes and calms', () => {
    const { with: faulty } = readings({
      type: 'earthquake',
      sensor: 'VIBR',
      durationMs: 2 * MINUTE,
      params: { peak: 20 },
    });
    expect(Math.max(...[10, 15, 20, 25].map((s) => faulty(s * 1000)))).toBeGreaterThan(8);
    expect(faulty(119_000)).toBeLessThan(3);
  });

  it('a floor without its gateway is silent', () => {
    const { sent } = readings({ type: 'floor-offline', sensor: 'LUX', durationMs: HOUR });
    expect(sent(0)).toEqual([]);
  });

  it('rooms elsewhere know nothing of it', () => {
    const { with: faulty, without } = readings({ type: 'leak', sensor: 'HUM', durationMs: DAY, room: 3 });
    expect(faulty(HOUR)).toBe(without(HOUR));
  });
});
