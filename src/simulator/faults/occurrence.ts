import type { SensorKind } from '../../building/sensors.ts';
import { type Hash, mix, uniform } from '../hash.ts';
import type { Extent, FaultType, Occurrence, ParamRange } from './fault-type.ts';
import { towards } from './shape.ts';

export interface Happened {
  readonly id: string;
  readonly hash: Hash;
  readonly startMs: number;
  readonly endMs: number;
  readonly severity: number;
  /** Parameters that somebody has set; the severity says what the others are. */
  readonly params?: Readonly<Record<string, number>>;
}

/** An occurrence as a sensor of this kind sees it. */
export function occurrenceOf(type: FaultType, kind: SensorKind, happened: Happened): Occurrence {
  const params: Record<string, number> = {};
  for (const name in type.params) {
    const given = happened.params?.[name];
    params[name] = given ?? drawn(type, name, kind, happened);
  }
  return { ...happened, params };
}

function drawn(
  { params, signed }: FaultType,
  name: string,
  kind: SensorKind,
  { severity, hash }: Happened,
): number {
  const [mildest, worst] = extentOf(params[name], kind);
  const size = towards(mildest, worst, severity);
  return signed?.includes(name) && uniform(mix(hash, SIGN)) < 0.5 ? -size : size;
}

function extentOf(range: ParamRange | undefined, kind: SensorKind): Extent {
  if (range === undefined) return NOTHING;
  return isExtent(range) ? range : (range[kind] ?? NOTHING);
}

function isExtent(range: ParamRange): range is Extent {
  return Array.isArray(range);
}

const NOTHING: Extent = [0, 0];
const SIGN = 0x7369_676e;
