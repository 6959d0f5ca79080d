import { isBuildingName, isSensorKind, WINGS, type Wing } from '../building/address.ts';
import { type IntRange, type IntSet, intSet } from '../building/int-set.ts';
import { SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { orList, ReadError, type Reader } from './reader.ts';

export const readBuildingName: Reader<string> = (text) => {
  if (isBuildingName(text)) return text;
  throw new ReadError('use a topic level: not empty, no / + #, no control character, no $ in front');
};

export const readWing: Reader<Wing> = (text) => {
  const wing = WINGS.find((known) => known === (text === 'W' ? 'O' : text));
  if (wing === undefined)
    throw new ReadError(`use ${orList(WINGS)} (O is oeste, west; W means O), or a list such as S,O`);
  return wing;
};

export const readSensor: Reader<SensorKind> = (text) => {
  if (isSensorKind(text)) return text;
  throw new ReadError(`use ${orList(SENSOR_KINDS)}, or a list such as TEMP,HUM`);
};

/** Integers as a value, a list or ranges: `2,4-6`, `-2--1`. */
export function readIntSet(min: number, max: number): Reader<IntSet> {
  const wrong = `use whole numbers${min > 0 ? ` from ${min}` : ''}, as a value, a list or a range: 2,4-6`;
  return (text) =>
    intSet(
      text.split(',').map((part): IntRange => {
        const match = /^(-?\d+)(?:-(-?\d+))?$/.exec(part);
        const first = Number(match?.[1]);
        const last = match?.[2] === undefined ? first : Number(match[2]);
        if (!(first >= min && last <= max && first <= last)) throw new ReadError(wrong);
        return [first, last];
      }),
    );
}
