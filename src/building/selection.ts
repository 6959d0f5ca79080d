import type { Address } from './address.ts';
import { type IntSet, intSetHas, intSetIntersection, intSetSize, intSetValues } from './int-set.ts';
import { SENSOR_KINDS, type SensorKind } from './sensors.ts';
import { WINGS, type Wing } from './wings.ts';

/** A part of some buildings. A level left out means all values of the level. */
export interface Selection {
  readonly building?: readonly string[];
  readonly floor?: IntSet;
  readonly wing?: readonly Wing[];
  readonly room?: IntSet;
  readonly sensor?: readonly SensorKind[];
}

/** No client should ask a broker to hold more filters than this. */
export const MAX_FILTERS = 10_000;

export function selects(selection: Selection, address: Address): boolean {
  return (
    (selection.building?.includes(address.building) ?? true) &&
    (selection.floor === undefined || intSetHas(selection.floor, address.floor)) &&
    (selection.wing?.includes(address.wing) ?? true) &&
    (selection.room === undefined || intSetHas(selection.room, address.room)) &&
    (selection.sensor?.includes(address.sensor) ?? true)
  );
}

/** The levels at which the selection leaves one value. */
export function onlyPlace({ building, floor, wing, room, sensor }: Selection): Partial<Address> {
  const numberIn = (set: IntSet | undefined) => (set && intSetSize(set) === 1 ? set[0]?.[0] : undefined);
  const only = <T>(list: readonly T[] | undefined) => (list?.length === 1 ? list[0] : undefined);
  const place = {
    building: only(building),
    floor: numberIn(floor),
    wing: only(wing),
    room: numberIn(room),
    sensor: only(sensor),
  };
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

/** True if an address can be in both selections. */
export function selectionsMeet(one: Selection, other: Selection): boolean {
  return (
    listsMeet(one.building, other.building) &&
    setsMeet(one.floor, other.floor) &&
    listsMeet(one.wing, other.wing) &&
    setsMeet(one.room, other.room) &&
    listsMeet(one.sensor, other.sensor)
  );
}

/** True if two lists of choices have a choice in common. No list means any choice. */
export function listsMeet<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): boolean {
  return one === undefined || other === undefined || one.some((value) => other.includes(value));
}

function setsMeet(one: IntSet | undefined, other: IntSet | undefined): boolean {
  return one === undefined || other === undefined || intSetSize(intSetIntersection(one, other)) > 0;
}

/** The number of filters from `selectionFilters`. */
export function countFilters(selection: Selection): number {
  return levelsOf(selection).reduce((product, level) => product * level.size, 1);
}

/**
 * The smallest set of MQTT filters for the readings of the selection and no others: one filter for each combination of
 * named values. A level is `+` if the selection leaves the level out or names all wings or all kinds of sensor. Throws
 * RangeError above MAX_FILTERS; ask `countFilters` first.
 */
export function selectionFilters(selection: Selection, prefix?: string): string[] {
  if (countFilters(selection) > MAX_FILTERS) throw new RangeError(`more than ${MAX_FILTERS} topic filters`);
  const start = prefix === undefined ? [''] : [`${prefix}/`];
  return levelsOf(selection)
    .reduce(
      (heads, level) => heads.flatMap((head) => level.values().map((value) => `${head}${value}/`)),
      start,
    )
    .map((filter) => filter.slice(0, -1));
}

interface LevelChoice {
  readonly size: number;
  readonly values: () => readonly string[];
}

const ANY: LevelChoice = { size: 1, values: () => ['+'] };

function levelsOf({ building, floor, wing, room, sensor }: Selection): LevelChoice[] {
  return [
    building === undefined ? ANY : choice([...new Set(building)]),
    floor === undefined
      ? ANY
      : { size: intSetSize(floor), values: () => intSetValues(floor).map((n) => `P_${n}`) },
    closedChoice(wing, WINGS),
    room === undefined ? ANY : { size: intSetSize(room), values: () => intSetValues(room).map(String) },
    closedChoice(sensor, SENSOR_KINDS),
  ];
}

function choice(values: readonly string[]): LevelChoice {
  return { size: values.length, values: () => values };
}

function closedChoice(chosen: readonly string[] | undefined, all: readonly string[]): LevelChoice {
  if (chosen === undefined) return ANY;
  const distinct = all.filter((value) => chosen.includes(value));
  return distinct.length === all.length ? ANY : choice(distinct);
}
