import { LEVELS, type Level } from '../building/limit.ts';
import { SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { orList, ReadError, type Reader, readOneOf } from '../text/reader.ts';
import { optional, repeated } from './values.ts';

interface NamedLimit {
  readonly sensor: SensorKind;
  readonly value: number;
}

/** `TEMP=28` */
const readLimit: Reader<NamedLimit> = (text) => {
  const match = /^([A-Z]+)=([+-]?(?:\d+\.?\d*|\.\d+))$/.exec(text);
  const sensor = SENSOR_KINDS.find((kind) => kind === match?.[1]);
  if (!match || sensor === undefined) {
    throw new ReadError(`use SENSOR=VALUE, such as TEMP=28; sensors are ${orList(SENSOR_KINDS)}`);
  }
  return { sensor, value: Number(match[2]) };
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
