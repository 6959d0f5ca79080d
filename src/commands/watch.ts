import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { connectionOptions, prefixFilterOption } from '../options/connection.ts';
import { filtersOf, listeningOptions, readTopicFilter, stopOptions } from '../options/listening.ts';
import { maxTopicsOption } from '../options/max-topics.ts';
import { sleepOption, withSleep } from '../options/mqtt-sn.ts';
import { outputOptions } from '../options/output.ts';
import { templateOptions } from '../options/templates.ts';
import { flag, optional, repeated } from '../options/values.ts';
import { watching } from '../services/watching.ts';
import { sinkOptions } from '../sinks/list.ts';
import { MESSAGE_FIELDS, readLineFormat } from '../text/line-format.ts';
import { foreignMessages } from './foreign-messages.ts';
import { listenSettings } from './listen-settings.ts';
import { runListening } from './run-listening.ts';

const fieldWords = Object.entries(MESSAGE_FIELDS)
  .map(([letter, words]) => `%${letter} ${words}`)
  .join(', ');

const options = {
  ...listeningOptions,
  ...stopOptions,
  'retained-only': flag({
    group: 'Stop',
    describe: 'only retained messages; stop at the first other message',
  }),
  'skip-retained': flag({
    group: 'Message',
    alias: 'R',
    isRare: true,
    describe: 'leave out retained messages',
  }),
  'filter-out': repeated(
    {
      group: 'Message',
      alias: 'T',
      takes: 'FILTER',
      isRare: true,
      describe: 'leave out the messages of these topics (repeatable)',
    },
    readTopicFilter,
  ),
  'remove-retained': flag({
    group: 'Message',
    isRare: true,
    describe: 'have the broker forget each retained message that is shown',
  }),
  'line-format': optional(
    {
      group: 'Output',
      alias: 'F',
      takes: 'FORMAT',
      isRare: true,
      describe: "lines as mosquitto_sub -F writes them: '%I %t %p'",
      more: `${fieldWords}; @Y-@m-@d @H:@M:@S is the time, in UTC.`,
    },
    readLineFormat,
  ),
  'max-topics': maxTopicsOption,
  ...templateOptions,
  ...connectionOptions,
  sleep: sleepOption,
  prefix: prefixFilterOption,
  ...outputOptions,
  ...sinkOptions('message'),
  verbose: flag({
    group: 'Output',
    alias: 'v',
    describe: 'add QoS, size, format and number to each line; full times and whole lines on a terminal',
  }),
} as const;

export const watch = command({
  describe: 'Prints readings as they arrive, and any other message as text or in hexadecimal.',
  options,
  examples: [
    ['watch', 'all readings of all buildings'],
    ['watch --sensor TEMP --floor 2,4-6', 'the temperatures of some floors'],
    ["watch -t '#' -v", 'every message on the broker'],
    ['watch -J --duration 5m', 'five minutes of readings, as JSON lines'],
  ],
  run: async (settings, context) => {
    const { verbose: isVerbose, count, 'retained-only': isRetainedOnly, 'max-topics': maxTopics } = settings;
    const { 'skip-retained': skipsRetained, 'line-format': messageFormat } = settings;
    if (skipsRetained && (isRetainedOnly || settings['remove-retained']))
      throw usageFailure('-R leaves retained messages out: leave out --retained-only and --remove-retained');
    if (messageFormat !== undefined && (settings.json || settings.output !== 'human'))
      throw usageFailure('-F is a form of its own: leave out -J and --output');
    const translation = (await foreignMessages(settings, settings.prefix))?.translation;
    const filters = translation?.filters ?? filtersOf(settings, settings.prefix);
    const listening = listenSettings(settings, context, 'watch', filters);
    return runListening(settings, context, {
      observes: 'message',
      view: { isVerbose, isWhole: isVerbose, messageFormat },
      listening: {
        ...listening,
        connection: withSleep(listening.connection, settings.sleep),
        count,
        isRetainedOnly,
        skipsRetained,
        removesRetained: settings['remove-retained'],
        filteredOut: settings['filter-out'],
        maxTopics,
        translation,
      },
      filters,
      serve: async (own, sink) => ((await watching(own, sink)) === 'timeout' ? EXIT.timeout : EXIT.done),
    });
  },
});
