import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectionOptions } from '../options/connection.ts';
import { filtersOf, listeningOptions, stopOptions } from '../options/listening.ts';
import { outputOptions } from '../options/output.ts';
import { flag } from '../options/values.ts';
import { subscribeOnly } from '../services/subscribe-only.ts';
import { watching } from '../services/watching.ts';
import { sinkOptions } from '../sinks/list.ts';
import { listenSettings } from './listen-settings.ts';
import { openListeningSinks, openScreen } from './open-sinks.ts';

const options = {
  ...listeningOptions,
  ...stopOptions,
  'retained-only': flag({
    group: 'Stop',
    describe: 'only messages the broker retained; stop at the first that is not',
  }),
  ...connectionOptions,
  ...outputOptions,
  ...sinkOptions('message'),
  verbose: flag({ group: 'Output', alias: 'v', describe: 'add QoS, size, format and number to each line' }),
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
    const screen = openScreen(settings, context, { isVerbose: settings.verbose });
    try {
      const listening = listenSettings(settings, context, filtersOf(settings, settings.prefix));
      if (settings['subscribe-only']) {
        await subscribeOnly(listening, screen);
        return EXIT.done;
      }
      const { sink, ...hooks } = openListeningSinks('message', settings, context, screen);
      const { count, 'retained-only': isRetainedOnly } = settings;
      const reason = await watching({ ...listening, ...hooks, count, isRetainedOnly }, sink);
      return reason === 'timeout' ? EXIT.timeout : EXIT.done;
    } finally {
      await screen.end();
    }
  },
});
