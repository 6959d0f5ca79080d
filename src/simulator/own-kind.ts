import type { DataSheet } from '../building/sensors/data-sheet.ts';
import { type SensorKind, useOwnKinds } from '../building/sensors.ts';
import { DAY } from './site.ts';

/** A kind of sensor that a layout file describes. */
export interface OwnKind {
  readonly sheet: DataSheet;
  readonly model: OwnModel;
}

/** The course of the values of a kind, before noise and quantum, in the kind's unit. */
export type OwnModel =
  | { readonly type: 'constant'; readonly value: number }
  | {
      readonly type: 'daily';
      readonly low: number;
      readonly high: number;
      /** The time of the highest value, in milliseconds since local midnight. */
      readonly highestMs: number;
    }
  | {
      readonly type: 'presence';
      readonly empty: number;
      readonly occupied: number;
      /** The value follows with a lag of the first order. */
      readonly lagMs: number;
    }
  | { readonly type: 'follows'; readonly kind: string; readonly times: number; readonly plus: number }
  | { readonly type: 'walk'; readonly low: number; readonly high: number; readonly turnMs: number }
  | { readonly type: 'states'; readonly values: readonly number[]; readonly everyMs: number };
let current: ReadonlyMap<string, OwnKind> = new Map();

/** Makes the kinds of a layout file known to the whole program, in place of those of an earlier file. */
export function knowOwnKinds(kinds: readonly OwnKind[]): void {
  current = new Map(kinds.map((own) => [own.sheet.kind, own]));
  useOwnKinds(kinds.map(({ sheet }) => sheet));
}

/** The course of an own kind; undefined for a built-in kind. */
export function ownModelOf(kind: SensorKind): OwnModel | undefined {
  return current.get(kind)?.model;
}

/** The local time of day, as an angle: 0 at midnight. */
export function angleOfDay(sinceMidnightMs: number): number {
  return (2 * Math.PI * sinceMidnightMs) / DAY;
}
