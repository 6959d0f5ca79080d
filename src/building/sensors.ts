import type { DataSheet } from './sensors/data-sheet.ts';
import * as sheets from './sensors/list.ts';

/** A kind of the list. The kinds of a layout file have this type, too, while they are known. */
export type SensorKind = keyof typeof sheets;
export type SensorType = DataSheet<SensorKind>;

const OWN_KIND = /^[A-Z][A-Z0-9_]{0,15}$/;

const byName: Partial<Record<SensorKind, SensorType>> = { ...sheets };
const sensors: SensorType[] = Object.values<SensorType>(sheets).sort((a, b) => a.seed - b.seed);
const kinds: SensorKind[] = sensors.map(({ kind }) => kind);

/**
 * Every kind of sensor, in the order of the seed numbers: the order in which the kinds came. The kinds of a layout file
 * stand behind them.
 */
export const SENSORS: readonly SensorType[] = sensors;

export const SENSOR_KINDS: readonly SensorKind[] = kinds;

/** The kinds without those of a layout file. */
export const BUILT_IN_KINDS: readonly SensorKind[] = [...kinds];

/** The data sheets of a layout file's kinds. They are plain data: JSON keeps them whole. */
export function ownSheets(): readonly SensorType[] {
  return SENSORS.slice(BUILT_IN_KINDS.length);
}

export function isSensorKind(text: string): text is SensorKind {
  return (SENSOR_KINDS as readonly string[]).includes(text);
}

/** True for a name that a layout file may give to a kind of its own. */
export function isOwnKindName(text: string): boolean {
  return OWN_KIND.test(text) && !(BUILT_IN_KINDS as readonly string[]).includes(text);
}

/** The data sheet of a kind. */
export function sensorType(kind: SensorKind): SensorType {
  return byName[kind] as SensorType;
}

/** Something made of all kinds, which follows when a layout file adds some. */
interface Follower {
  readonly add: (type: SensorType) => void;
  readonly remove: (kind: SensorKind) => void;
}

const followers: Follower[] = [];

/** A table with an entry for each kind of sensor, made from the kind's data sheet. Kinds of a layout file join it. */
export function byKind<T>(make: (type: SensorType) => T): Readonly<Record<SensorKind, T>> {
  const table: Partial<Record<SensorKind, T>> = {};
  follow({
    add: (type) => {
      table[type.kind] = make(type);
    },
    remove: (kind) => delete table[kind],
  });
  return table as Record<SensorKind, T>;
}

/** The kinds for which a test holds. Kinds of a layout file join it. */
export function kindsWith(test: (type: SensorType) => boolean): readonly SensorKind[] {
  const found: SensorKind[] = [];
  follow({
    add: (type) => {
      if (test(type)) found.push(type.kind);
    },
    remove: (kind) => removeFrom(found, found.indexOf(kind)),
  });
  return found;
}

/**
 * Makes the kinds of a layout file known to the whole program, in place of the kinds of an earlier file. Call before
 * options are read that name kinds. The names must be free: {@link isOwnKindName}.
 */
export function useOwnKinds(own: readonly DataSheet[]): void {
  for (const kind of kinds.slice(BUILT_IN_KINDS.length)) {
    for (const { remove } of followers) remove(kind);
    delete byName[kind];
  }
  sensors.length = BUILT_IN_KINDS.length;
  kinds.length = BUILT_IN_KINDS.length;
  for (const type of own as readonly SensorType[]) {
    byName[type.kind] = type;
    sensors.push(type);
    kinds.push(type.kind);
  }
  // A kind may follow one behind it: all are known before anybody is told of one.
  for (const type of own as readonly SensorType[]) for (const { add } of followers) add(type);
}

function follow(follower: Follower): void {
  for (const type of SENSORS) follower.add(type);
  followers.push(follower);
}

function removeFrom(list: SensorKind[], at: number): void {
  if (at >= 0) list.splice(at, 1);
}
