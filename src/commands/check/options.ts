import { RESULTS_FORMATS } from '../../check/report/results.ts';
import { LANGUAGES } from '../../check/words.ts';
import { endpointOptions } from '../../options/broker.ts';
import { prefixOption } from '../../options/connection.ts';
import { credentialOptions } from '../../options/credentials.ts';
import { forceOption } from '../../options/force.ts';
import { limitOptions } from '../../options/limits.ts';
import { readListenAddress } from '../../options/listen-address.ts';
import { outputOptions } from '../../options/output.ts';
import { reportToOption } from '../../options/report-to.ts';
import { clientTlsOptions } from '../../options/tls.ts';
import { defaulted, flag, optional, repeated } from '../../options/values.ts';
import { splitCommand } from '../../text/command-words.ts';
import { readBuildingName } from '../../text/place.ts';
import { ReadError, readDuration, readOneOf, readText } from '../../text/reader.ts';

/** The text of a command, checked: an empty one and an open quote are refused before anything starts. */
function readCommand(text: string): string {
  splitCommand(text);
  return text;
}

function readTimeLimit(text: string): number {
  const ms = readDuration(text);
  if (ms <= 0) throw new ReadError('use more than 0');
  return ms;
}

export const checkOptions = {
  exec: repeated(
    {
      group: 'Readings',
      takes: 'COMMAND',
      describe: 'the program; repeat it for several; without it, start yours by hand',
      more: 'Told to it: {host} {port} {url} {building} {sensor} {threshold} {seconds} {cafile} in COMMAND, and MQTT_HOST MQTT_PORT MQTT_URL BUILDING SENSOR THRESHOLD SECONDS MQTT_CAFILE in its environment.',
    },
    readCommand,
  ),
  shell: flag({ group: 'Readings', describe: 'let a shell run COMMAND' }),
  listen: optional(
    {
      group: 'Server',
      takes: '[HOST:]PORT',
      shown: 'any free port; 18830 without --exec',
      describe: 'where the program connects',
    },
    readListenAddress('127.0.0.1'),
  ),
  building: optional(
    { group: 'Building', takes: 'NAME', describe: "the building's name, if the program has a fixed one" },
    readBuildingName,
  ),
  above: {
    ...limitOptions.above,
    describe: 'the threshold, if the program has a fixed one: TEMP=28',
  },
  prefix: prefixOption,
  seed: optional(
    { group: 'Readings', takes: 'SEED', shown: 'a new one', describe: 'the same seed: the same readings' },
    readText,
  ),
  verify: flag({ group: 'Stop', describe: 'if all is well, judge once more with another seed' }),
  'time-limit': optional(
    { group: 'Stop', takes: 'TIME', shown: "the exercise's own", describe: 'end after this time' },
    readTimeLimit,
  ),
  list: flag({ group: 'Output', describe: 'list the exercises, or the rules of one, with points' }),
  explain: flag({ group: 'Output', describe: 'give hints' }),
  lang: defaulted(
    { group: 'Output', takes: 'LANG', default: 'en', choices: LANGUAGES, describe: 'en or es' },
    readOneOf(LANGUAGES),
  ),
  junit: optional(
    { group: 'Output', takes: 'FILE', describe: 'write JUnit XML for build servers' },
    readText,
  ),
  results: optional({ group: 'Output', takes: 'FILE', describe: "write a grader's results.json" }, readText),
  'results-for': defaulted(
    {
      group: 'Output',
      takes: 'GRADER',
      default: 'gradescope',
      choices: RESULTS_FORMATS,
      describe: 'gradescope or classroom50',
    },
    readOneOf(RESULTS_FORMATS),
  ),
  'report-to': reportToOption,
  key: {
    ...optional(
      {
        group: 'Output',
        takes: 'FILE',
        describe: 'sign the report with this key: HMAC-SHA256 of the JSON lines',
      },
      readText,
    ),
    holdsSecret: true,
  },
  force: forceOption,
  ...endpointOptions,
  url: {
    ...endpointOptions.url,
    shown: 'its own',
    describe: 'watch this broker instead; packets are not seen',
  },
  ...credentialOptions,
  cafile: clientTlsOptions.cafile,
  insecure: clientTlsOptions.insecure,
  ...outputOptions,
} as const;
