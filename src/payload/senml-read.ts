import { type SensorKind, sensorType } from '../building/sensors.ts';
import { ABSOLUTE_SECONDS, fromEpochSeconds } from '../building/time.ts';
import { resolvePack, SenmlError, type SenmlRecord } from './senml-pack.ts';

/** One sensor's value in a pack, still in the pack's unit, or the reason for having none. */
export type SenmlMeasured =
  | { readonly value: number; readonly unit: string | undefined; readonly timeMs: number | undefined }
  | { readonly reason: string };

/**
 * The newest number for a sensor in a pack: of the records with a name that ends in the sensor's name, in any letter
 * case or in English; of all records if the pack is about a single thing. Relative times need `receivedAt`.
 */
export function readPack(
  pack: readonly ReadonlyMap<unknown, unknown>[],
  sensor: SensorKind,
  receivedAt: number | undefined,
): SenmlMeasured {
  try {
    return pick(resolvePack(pack), sensor, receivedAt);
  } catch (error) {
    if (error instanceof SenmlError) return { reason: `its SenML is broken: ${error.message}` };
    throw error;
  }
}

function pick(
  records: readonly SenmlRecord[],
  sensor: SensorKind,
  receivedAt: number | undefined,
): SenmlMeasured {
  const numbers = records.filter((record) => typeof record.value === 'number');
  const named = numbers.filter(({ name }) => namesSensor(name, sensor));
  const single = numbers.every(({ name }) => name === numbers[0]?.name);
  const [first, ...rest] = named.length > 0 || !single ? named : numbers;
  if (first === undefined) return { reason: `its SenML has no number for ${sensorType(sensor).quantity}` };
  const newest = rest.reduce((last, record) => (record.time >= last.time ? record : last), first);
  const value = newest.value as number;
  if (!Number.isFinite(value)) return { reason: 'its value is not a finite number' };
  return { value, unit: senmlUnit(newest.unit, value), timeMs: absoluteTime(newest.time, receivedAt) };
}

/** True if the last part of a name is a name of the sensor. */
function namesSensor(name: string, sensor: SensorKind): boolean {
  const last =
    name
      .split(/[-/:._]/)
      .at(-1)
      ?.toLowerCase() ?? '';
  return sensorType(sensor).keys.includes(last);
}

/**
 * `%` is a ratio in SenML (RFC 8428 §12.1, deprecated there in favour of `/`). Senders that do not know this write per
 * cent, so a value above 1 is per cent. `/100` is per cent (RFC 8798).
 */
function senmlUnit(unit: string | undefined, value: number): string | undefined {
  if (unit === '/100') return '%';
  return unit === '%' && Math.abs(value) <= 1 ? '/' : unit;
}

function absoluteTime(seconds: number, receivedAt: number | undefined): number | undefined {
  if (seconds >= ABSOLUTE_SECONDS) return fromEpochSeconds(seconds);
  return receivedAt === undefined ? undefined : fromEpochSeconds(receivedAt / 1000 + seconds);
}
