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

const LIMIT_STARTS = SENSOR_KINDS.map((kind) => `${kind}=`);

export const limitOptions = {
  above: repeated(
    {
      group: 'Alarms',
      takes: 'S=VALUE',
      choices: LIMIT_STARTS,
      describe: 'alarm above it, instead of the built-in limits',
    },
    readLimit,
  ),
  below: repeated(
    {
      group: 'Alarms',
      takes: 'S=VALUE',
      choices: LIMIT_STARTS,
      describe: 'alarm below it',
    },
    readLimit,
  ),
  'fail-on': optional(
    {
      group: 'Alarms',
      takes: 'LEVEL',
      choices: LEVELS,
      describe: 'exit 3 after an alarm of this level or above',
      more: `Levels: ${LEVELS.join(', ')}.`,
    },
    readOneOf<Level>(LEVELS),
  ),
} as const;
