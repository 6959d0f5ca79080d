import { alarmStateOptions } from '../../options/alarm-state.ts';
import { connectionOptions, prefixFilterOption } from '../../options/connection.ts';
import { faultOptions } from '../../options/faults.ts';
import { layoutOptions } from '../../options/layout.ts';
import { limitOptions } from '../../options/limits.ts';
import { readListenAddress } from '../../options/listen-address.ts';
import { listeningOptions, stopOptions } from '../../options/listening.ts';
import { maxTopicsOption } from '../../options/max-topics.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { clockOptions, readingOptions, readRate } from '../../options/readings.ts';
import { reportOptions } from '../../options/rules.ts';
import { templateOptions } from '../../options/templates.ts';
import { defaulted, flag, optional, repeated } from '../../options/values.ts';
import { sinkOptions } from '../../sinks/list.ts';
import { ReadError, type Reader, readText } from '../../text/reader.ts';

const readHostName: Reader<string> = (text) => {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text;
  throw new ReadError('use a host name such as lab.example.org, without port');
};

/** The server of the page. */
export const pageOptions = {
  listen: defaulted(
    {
      group: 'Server',
      takes: '[HOST:]PORT',
      default: '127.0.0.1:8090',
      describe: 'where browsers find the page; another HOST opens it to the network',
    },
    readListenAddress('127.0.0.1'),
  ),
  'allow-host': repeated(
    {
      group: 'Server',
      takes: 'NAME',
      describe: 'a name of this machine in addresses of browsers (repeatable)',
    },
    readHostName,
  ),
  trace: optional(
    {
      group: 'Server',
      takes: '[HOST:]PORT',
      describe: 'a port in front of the broker; the page draws the packets of its clients',
    },
    readListenAddress('127.0.0.1'),
  ),
  open: flag({ group: 'Server', describe: 'open the page in the browser of this machine' }),
} as const;

const { floors, rooms } = layoutOptions;
const { faults, truth, force } = faultOptions;

/** Options of our own publisher, under the names of `publish`. They need --simulate. */
export const simulationOptions = {
  floors,
  rooms,
  rate: optional(
    { group: 'Time', takes: 'N|max', shown: '8', describe: 'readings per second, from random sensors' },
    readRate,
  ),
  start: clockOptions.start,
  speed: optional(
    { group: 'Time', takes: 'N|max', shown: '1', describe: 'speed of the simulated clock' },
    readRate,
  ),
  seed: readingOptions.seed,
  faults,
  truth,
} as const;

const { 'fail-on': _failOn, ...limits } = limitOptions;
const { report: _report, ...rules } = reportOptions;
const { output: _output, json: _json, ...output } = outputOptions;

export const dashboardOptions = {
  ...pageOptions,
  ...listeningOptions,
  simulate: flag({
    group: 'Readings',
    describe: 'publish a simulated building; the page injects faults into it',
  }),
  ...simulationOptions,
  record: optional(
    {
      group: 'Output',
      takes: 'FILE',
      describe: 'keep all messages in this file, as JSON lines; --replay shows them again',
    },
    readText,
  ),
  replay: optional(
    {
      group: 'Readings',
      takes: 'FILE',
      describe: 'show a recording at --speed N, without a broker; JSON lines or CSV, - is stdin',
    },
    readText,
  ),
  force,
  ...limits,
  ...rules,
  ...alarmStateOptions,
  'max-topics': maxTopicsOption,
  ...templateOptions,
  duration: stopOptions.duration,
  ...connectionOptions,
  prefix: prefixFilterOption,
  ...output,
  ...sinkOptions('alarm'),
} as const;

export type DashboardOptions = Settings<typeof dashboardOptions>;
