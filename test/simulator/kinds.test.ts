import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { intSet } from '../../src/building/int-set.ts';
import { addressesOf, uniformLayout } from '../../src/building/layout.ts';
import type { DataSheet } from '../../src/building/sensors/data-sheet.ts';
import * as sheets from '../../src/building/sensors/list.ts';
import * as models from '../../src/simulator/models/list.ts';
import type { SensorModel } from '../../src/simulator/models/model.ts';

const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 2]]), rooms: intSet([[1, 6]]) });
const START = Date.UTC(2026, 2, 4);
const HOUR = 3_600_000;

type Sheets = Readonly<Record<string, DataSheet>>;
type Models = Readonly<Record<string, SensorModel>>;

/** An invented kind. Every disturbance of a room affects it, and it can have every fault. */
const RADON_SHEET: DataSheet = {
  ...sheets.TEMP,
  kind: 'RADON',
  seed: 1000,
  keys: ['radon'],
  faults: {
    offset: [1, 2],
    driftPerDay: [1, 2],
    saturated: [50, 60],
    saturatedScatter: 0.01,
    noiseBurst: [10, 50],
  },
};
const RADON_MODEL: SensorModel = { feels: ['air', 'light', 'vibration'], truth: () => 20 };

const four = {
  sheets: { TEMP: sheets.TEMP, HUM: sheets.HUM, LUX: sheets.LUX, VIBR: sheets.VIBR },
  models: { TEMP: models.TEMP, HUM: models.HUM, LUX: models.LUX, VIBR: models.VIBR },
};

afterEach(() => {
  vi.doUnmock('../../src/building/sensors/list.ts');
  vi.doUnmock('../../src/simulator/models/list.ts');
  vi.resetModules();
});

/** Digest of readings, messages and true faults of the default building, in a program with these kinds only. */
async function digestWith(knownSheets: Sheets, knownModels: Models): Promise<string> {
  vi.resetModules();
  vi.doMock('../../src/building/sensors/list.ts', () => ({ ...knownSheets }));
  vi.doMock('../../src/simulator/models/list.ts', () => ({ ...knownModels }));
  const { SENSOR_KINDS } = await import('../../src/building/sensors.ts');
  const { createWorld } = await import('../../src/simulator/world.ts');
  const { randomFaults } = await import('../../src/simulator/faults/random-faults.ts');
  const { truthOf } = await import('../../src/simulator/faults/truth.ts');
  const rate = 0.2;
  const world = createWorld({
    seed: '7',
    values: 'realistic',
    ranges: new Map(),
    faults: randomFaults(rate),
  });
  expect(SENSOR_KINDS.toSorted()).toEqual(Object.keys(knownSheets).toSorted());
  const hash = createHash('sha256');
  for (let n = 0; n < 12; n++) {
    for (const address of addressesOf(layout)) {
      for (const { reading, sentMs } of world.deliveries({ address, timeMs: START + n * 7 * HOUR, seq: n })) {
        hash.update(`${reading.value} ${sentMs}\n`);
      }
    }
  }
  hash.update(
    JSON.stringify(truthOf(layout, { seed: '7', rate, plan: [], fromMs: START, toMs: START + HOUR })),
  );
  return hash.digest('hex');
}

describe('the readings and the faults of a kind', () => {
  let alone: Promise<string> | undefined;
  const reversed = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).reverse());

  it.each([
    ['with all kinds that there are', sheets, models],
    ['with one kind more', { RADON: RADON_SHEET, ...sheets }, { RADON: RADON_MODEL, ...models }],
    ['with the list in another order', reversed(four.sheets), reversed(four.models)],
  ])('are the same %s as with four kinds alone', async (_, knownSheets, knownModels) => {
    alone ??= digestWith(four.sheets, four.models);
    const digest = await alone;
    expect(await digestWith(knownSheets, knownModels)).toBe(digest);
  });
});
