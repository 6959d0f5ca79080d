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

let models: ReadonlyMap<string, OwnModel> = new Map();
/** The kinds in use, as JSON, and the number of their users. */
let inUse = { text: '', users: 0 };

/**
 * Makes the kinds of a layout file known to the whole process, until each user of the same kinds has released them.
 * Topics, units and rules ask one vocabulary, so a process has the kinds of one building at a time. Throws RangeError if
 * other kinds are in use.
 *
 * @returns the release
 */
export function claimOwnKinds(kinds: readonly OwnKind[]): () => void {
  const text = JSON.stringify(kinds);
  if (inUse.users > 0 && inUse.text !== text) throw new RangeError('kinds of another building are in use');
  if (inUse.users === 0) know(kinds);
  inUse = { text, users: inUse.users + 1 };
  let isReleased = false;
  return () => {
    if (isReleased) return;
    isReleased = true;
    inUse = { ...inUse, users: inUse.users - 1 };
    if (inUse.users === 0) know([]);
  };
}

function know(kinds: readonly OwnKind[]): void {
  models = new Map(kinds.map(({ sheet, model }) => [sheet.kind, model]));
  useOwnKinds(kinds.map(({ sheet }) => sheet));
}

/** The course of an own kind; undefined for a built-in kind. */
export function ownModelOf(kind: SensorKind): OwnModel | undefined {
  return models.get(kind);
}

/** The local time of day, as an angle: 0 at midnight. */
export function angleOfDay(sinceMidnightMs: number): number {
  return (2 * Math.PI * sinceMidnightMs) / DAY;
}
