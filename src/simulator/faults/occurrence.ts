import type { FaultExtent } from '../../building/sensors/data-sheet.ts';
import { type SensorKind, sensorType } from '../../building/sensors.ts';
import { type Hash, mix, uniform } from '../hash.ts';
import type { FaultType, Occurrence, ParamRange } from './fault-type.ts';
import { towards } from './shape.ts';

export interface OccurrenceSeed {
  readonly id: string;
  readonly hash: Hash;
  readonly startMs: number;
  readonly endMs: number;
  readonly severity: number;
  /** Given parameters. All others follow from the severity. */
  readonly params?: Readonly<Record<string, number>>;
}

/** An occurrence for a sensor of this kind. */
export function occurrenceOf(type: FaultType, kind: SensorKind, event: OccurrenceSeed): Occurrence {
  const params: Record<string, number> = {};
  for (const [name, range] of Object.entries(type.params)) {
    const isSigned = type.signed?.includes(name) ?? false;
    params[name] = event.params?.[name] ?? drawParam(extentOf(range, kind), isSigned, event);
  }
  return { ...event, params };
}

function drawParam(
  [mildest, worst]: FaultExtent,
  isSigned: boolean,
  { severity, hash }: OccurrenceSeed,
): number {
  const size = towards(mildest, worst, severity);
  return isSigned && uniform(mix(hash, SIGN)) < 0.5 ? -size : size;
}

/** The smallest and the largest size of a parameter at a kind. Kinds without a size never have the fault. */
function extentOf(range: ParamRange, kind: SensorKind): FaultExtent {
  const size = typeof range === 'function' ? range(sensorType(kind)) : range;
  return size === 'none' ? NOTHING : size;
}

const NOTHING: FaultExtent = [0, 0];
const SIGN = 0x7369_676e;
