import { connectionOptions } from '../../options/connection.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { readingOptions, readRate } from '../../options/readings.ts';
import { defaulted, optional } from '../../options/values.ts';
import { ReadError, type Reader, readDuration, readInteger, readOneOf } from '../../text/reader.ts';

const readSpan: Reader<number> = (text) => {
  const ms = readDuration(text);
  if (ms < 10) throw new ReadError('use 10ms or more');
  return ms;
};

const COMPARED = ['qos', 'format'] as const;

export const benchOptions = {
  publishers: defaulted(
    { group: 'Message', takes: 'N', default: '1', describe: 'publishing clients, each with 96 sensors' },
    readInteger(1, 1000),
  ),
  subscribers: defaulted(
    { group: 'Message', takes: 'N', default: '1', describe: 'subscribers; each receives every reading' },
    readInteger(1, 1000),
  ),
  format: readingOptions.format,
  'payload-size': optional(
    {
      group: 'Message',
      takes: 'BYTES',
      shown: "the readings' own size",
      describe: 'fill JSON payloads up to this size with white space',
    },
    readInteger(1, 1_000_000),
  ),
  rate: defaulted(
    {
      group: 'Time',
      takes: 'N|max',
      default: 'max',
      describe: 'readings a second, of all publishers together',
    },
    readRate,
  ),
  warmup: defaulted(
    {
      group: 'Time',
      takes: 'TIME',
      default: '1s',
      describe: 'warm-up: publish for this time before the measurement',
    },
    readDuration,
  ),
  duration: defaulted(
    { group: 'Time', takes: 'TIME', default: '5s', describe: 'how long to measure' },
    readSpan,
  ),
  compare: optional(
    {
      group: 'Message',
      takes: 'WHAT',
      choices: COMPARED,
      describe: 'qos: measure 0, 1 and 2 in turn; format: every format',
    },
    readOneOf(COMPARED),
  ),
  ...connectionOptions,
  ...outputOptions,
} as const;

export type BenchSettings = Settings<typeof benchOptions>;
