import { clientsOptions } from '../../options/clients.ts';
import { connectionOptions } from '../../options/connection.ts';
import { faultOptions } from '../../options/faults.ts';
import { layoutOptions } from '../../options/layout.ts';
import { rawMessageOptions } from '../../options/message.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { clockOptions, readingOptions, scheduleOptions } from '../../options/readings.ts';
import { recordingOptions } from '../../options/recording.ts';
import { shardOption, workerOption, workersOption } from '../../options/shard.ts';
import { templateOptions } from '../../options/templates.ts';
import { flag, optional } from '../../options/values.ts';
import { wholeLinesOption } from '../../options/whole-lines.ts';
import {
  ReadError,
  type Reader,
  readDuration,
  readInteger,
  readNumber,
  readText,
} from '../../text/reader.ts';
import { readTimestamp } from '../../text/time.ts';

/** A value, or `-` for one value in each line of stdin. */
const readValueOrStdin: Reader<number | '-'> = (text) => {
  if (text === '-') return '-';
  try {
    return readNumber()(text);
  } catch {
    throw new ReadError('use a number, or - to read one a line from stdin');
  }
};

/** The kinds of a layout file are known later: only the form counts here. */
const readSensorTopic: Reader<string> = (text) => {
  if (text.split('/').length >= 5) return text;
  throw new ReadError("use a sensor's topic: BUILDING/P_2/O/4/TEMP");
};

const readNewTime: Reader<number | 'now'> = (text) => (text === 'now' ? text : readTimestamp(text));

const readDiscovery: Reader<'announce' | 'remove' | false> = (text) => {
  if (text === 'remove') return text;
  if (/^(true|yes|on|1|)$/i.test(text)) return 'announce';
  if (/^(false|no|off|0)$/i.test(text)) return false;
  throw new ReadError('leave the value out, or use remove');
};

export const publishOptions = {
  ...layoutOptions,
  shard: shardOption,
  workers: workersOption,
  worker: workerOption,
  ...scheduleOptions,
  ...readingOptions,
  ...clockOptions,
  ...faultOptions,
  count: optional(
    { group: 'Stop', alias: 'C', takes: 'N', describe: 'stop after N readings' },
    readInteger(1),
  ),
  duration: optional(
    { group: 'Stop', takes: 'TIME', describe: 'stop after this simulated time' },
    readDuration,
  ),
  retain: flag({ group: 'Message', alias: 'r', describe: 'have the broker retain the messages' }),
  value: optional(
    {
      group: 'Message',
      takes: 'N|-',
      describe: 'a reading of the one selected sensor',
      more: 'With - each line of stdin is a value.',
    },
    readValueOrStdin,
  ),
  ...rawMessageOptions,
  replay: optional(
    {
      group: 'Message',
      takes: 'FILE',
      describe: 'a recording, in JSON lines or CSV',
      more: 'Its messages keep their spacing. JSON lines are those of watch and publish; - is stdin.',
    },
    readText,
  ),
  ...templateOptions,
  ...recordingOptions,
  shift: optional(
    {
      group: 'Recording',
      takes: 'now|WHEN',
      isRare: true,
      describe: "the first message's new time; the times in the others move with it",
    },
    readNewTime,
  ),
  loop: flag({
    group: 'Recording',
    isRare: true,
    describe: 'begin again at the end, until --count or --duration',
  }),
  'ha-discovery': {
    ...optional(
      {
        group: 'Message',
        takes: '[remove]',
        isRare: true,
        choices: ['remove'],
        describe: 'first tell Home Assistant of every sensor (retained discovery messages)',
        more: 'With remove it forgets them, and nothing else is published.',
      },
      readDiscovery,
    ),
    isValueOptional: true as const,
  },
  explain: optional(
    {
      group: 'Readings',
      takes: 'TOPIC',
      isRare: true,
      describe: "print what is behind a sensor's reading at --start, and publish nothing",
      more: 'The causes: weather, sun, people, fans, faults and the errors of the sensor.',
    },
    readSensorTopic,
  ),
  orders: flag({
    group: 'Readings',
    isRare: true,
    describe: 'rooms take orders on ROOM/set: setpoint, lamps, blind, window',
    more: 'An order is a JSON object, such as {"setpoint":21.5,"lamps":"off"}, to the topic of a room: BUILDING/P_2/O/4/set. With --ha-discovery Home Assistant gives orders, too.',
  }),
  'dry-run': flag({ group: 'Output', describe: 'print the messages without publishing' }),
  ...clientsOptions,
  ...connectionOptions,
  ...outputOptions,
  verbose: wholeLinesOption,
} as const;

export type PublishSettings = Settings<typeof publishOptions>;
