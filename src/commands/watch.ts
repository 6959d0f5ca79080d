import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectionOptions, prefixFilterOption } from '../options/connection.ts';
import { filtersOf, listeningOptions, stopOptions } from '../options/listening.ts';
import { maxTopicsOption } from '../options/max-topics.ts';
import { sleepOption, withSleep } from '../options/mqtt-sn.ts';
import { outputOptions } from '../options/output.ts';
import { listeningTemplateOptions } from '../options/templates.ts';
import { flag } from '../options/values.ts';
import { watching } from '../services/watching.ts';
import { sinkOptions } from '../sinks/list.ts';
import { listenSettings } from './listen-settings.ts';
import { runListening } from './run-listening.ts';
import { translationOf } from './translation-of.ts';

const options = {
  ...listeningOptions,
  ...stopOptions,
  'retained-only': flag({
    group: 'Stop',
    describe: 'only retained messages; stop at the first other message',
  }),
  'max-topics': maxTopicsOption,
  ...listeningTemplateOptions,
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
    const translation = translationOf(settings, settings.prefix)?.translation;
    const filters = translation?.filters ?? filtersOf(settings, settings.prefix);
    const listening = listenSettings(settings, context, 'watch', filters);
    return runListening(settings, context, {
      observes: 'message',
      view: { isVerbose, isWhole: isVerbose },
      listening: {
        ...listening,
        connection: withSleep(listening.connection, settings.sleep),
        count,
        isRetainedOnly,
        maxTopics,
        translation,
      },
      filters,
      serve: async (own, sink) => ((await watching(own, sink)) === 'timeout' ? EXIT.timeout : EXIT.done),
    });
  },
});
