import { LEVELS, type Level } from '../building/limit.ts';
import { SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { namedValue } from '../text/place.ts';
import { orList, ReadError, type Reader, readOneOf } from '../text/reader.ts';
import { optional, repeated } from './values.ts';

interface NamedLimit {
  readonly sensor: SensorKind;
  readonly value: number;
}

/** `TEMP=28` */
const readLimit: Reader<NamedLimit> = (text) => {
  const named = namedValue(text);
  if (named === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(named.value)) {
    throw new ReadError(`use SENSOR=VALUE, such as TEMP=28; sensors are ${orList(SENSOR_KINDS)}`);
  }
  return { sensor: named.sensor, value: Number(named.value) };
};

export const limitOptions = {
  above: repeated(
    {
      group: 'Alarms',
      takes: 'S=VALUE',
      describe: 'alarm above this value, instead of the built-in limits: TEMP=28',
    },
    readLimit,
  ),
  below: repeated(
    {
      group: 'Alarms',
      takes: 'S=VALUE',
      describe: 'alarm below this value, instead of the built-in limits: TEMP=16',
    },
    readLimit,
  ),
  'fail-on': optional(
    {
      group: 'Alarms',
      takes: 'LEVEL',
      describe: `exit 3 if there was an alarm of this level or above: ${orList(LEVELS)}`,
    },
    readOneOf<Level>(LEVELS),
  ),
} as const;
