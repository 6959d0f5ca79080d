import { isBuildingName } from '../building/address.ts';
import { type IntRange, type IntSet, intSet } from '../building/int-set.ts';
import { isSensorKind, SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { findWing, WINGS, type Wing, wingNotes } from '../building/wings.ts';
import { rangeEnds } from './range.ts';
import { orList, ReadError, type Reader } from './reader.ts';

export const readBuildingName: Reader<string> = (text) => {
  if (isBuildingName(text)) return text;
  throw new ReadError('use a topic level: not empty, no / + #, no control character, no $ in front');
};

export const readWing: Reader<Wing> = (text) => {
  const wing = findWing(text);
  if (wing !== undefined) return wing;
  throw new ReadError(`use ${orList(WINGS)} (${wingNotes().join('; ')}), or a list such as S,O`);
};

/** A kind of sensor, in any letter case. */
export const readSensor: Reader<SensorKind> = (text) => {
  const kind = text.toUpperCase();
  if (isSensorKind(kind)) return kind;
  throw new ReadError(`use ${orList(SENSOR_KINDS)}, or a list such as TEMP,HUM`);
};

/** `TEMP=28` in its two parts, the kind of sensor in any letter case; undefined for any other text. */
export function namedValue(
  text: string,
): { readonly sensor: SensorKind; readonly value: string } | undefined {
  const [, name = '', value = ''] = /^([a-z0-9_]+)=(.+)$/is.exec(text) ?? [];
  const sensor = name.toUpperCase();
  return isSensorKind(sensor) ? { sensor, value } : undefined;
}

/** Integers as a value, a list or ranges: `2,4-6`, `-2--1`. */
export function readIntSet(min: number, max: number): Reader<IntSet> {
  const wrong = `use whole numbers${min > 0 ? ` from ${min}` : ''}, as a value, a list or a range: 2,4-6`;
  return (text) =>
    intSet(
      text.split(',').map((part): IntRange => {
        const ends = rangeEnds(part);
        if (!ends?.every((end) => /^-?\d+$/.test(end))) throw new ReadError(wrong);
        const [first, last] = [Number(ends[0]), Number(ends[1])];
        if (!(first >= min && last <= max && first <= last)) throw new ReadError(wrong);
        return [first, last];
      }),
    );
}
