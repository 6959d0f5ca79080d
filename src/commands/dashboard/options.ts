import { alarmStateOptions } from '../../options/alarm-state.ts';
import { connectionOptions, prefixFilterOption } from '../../options/connection.ts';
import { limitOptions } from '../../options/limits.ts';
import { readListenAddress } from '../../options/listen-address.ts';
import { listeningOptions, stopOptions } from '../../options/listening.ts';
import { maxTopicsOption } from '../../options/max-topics.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { reportOptions } from '../../options/rules.ts';
import { defaulted, flag, repeated } from '../../options/values.ts';
import { sinkOptions } from '../../sinks/list.ts';
import { ReadError, type Reader } from '../../text/reader.ts';

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
  open: flag({ group: 'Server', describe: 'open the page in the browser of this machine' }),
} as const;

const { 'fail-on': _failOn, ...limits } = limitOptions;
const { report: _report, ...rules } = reportOptions;
const { output: _output, json: _json, ...output } = outputOptions;

export const dashboardOptions = {
  ...pageOptions,
  ...listeningOptions,
  ...limits,
  ...rules,
  ...alarmStateOptions,
  'max-topics': maxTopicsOption,
  duration: stopOptions.duration,
  ...connectionOptions,
  prefix: prefixFilterOption,
  ...output,
  ...sinkOptions('alarm'),
} as const;

export type DashboardOptions = Settings<typeof dashboardOptions>;
