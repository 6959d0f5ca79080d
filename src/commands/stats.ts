import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { outputOptions } from '../options/output.ts';
import { defaulted, flag, optional } from '../options/values.ts';
import { checking } from '../services/checking.ts';
import { listingClients } from '../services/listing-clients.ts';
import { sampling } from '../services/sampling.ts';
import { openAnswerView } from '../sinks/screen/views/answer.ts';
import { clientsView } from '../sinks/screen/views/clients.ts';
import { sampleView } from '../sinks/screen/views/sample.ts';
import { readDuration, readInteger } from '../text/reader.ts';
import { openScreen } from './open-sinks.ts';

const options = {
  'check-broker': flag({
    group: 'Output',
    describe: "instead: test the broker's features (versions, QoS, retained, $share, $SYS, names)",
  }),
  clients: flag({
    group: 'Output',
    describe:
      "instead: who is connected to building-sim's broker: user, address, messages, refusals, last topic",
  }),
  once: flag({ group: 'Stop', describe: 'show the figures once, and end' }),
  count: optional(
    { group: 'Stop', alias: 'C', takes: 'N', describe: 'stop after N samples' },
    readInteger(1),
  ),
  duration: optional({ group: 'Stop', takes: 'TIME', describe: 'stop after this time' }, readDuration),
  timeout: defaulted(
    {
      group: 'Stop',
      alias: 'W',
      takes: 'TIME',
      default: '15s',
      describe: 'fail with exit code 27 if no figures arrive in this time',
    },
    readDuration,
  ),
  ...connectionOptions,
  ...outputOptions,
} as const;

export const stats = command({
  describe: "Shows a broker's own figures under $SYS: clients, messages, bytes; totals and rates.",
  options,
  examples: [
    ['stats', 'a table, redrawn whenever the broker publishes its figures'],
    ['stats --clients', "who is connected to building-sim's broker, renewed every second"],
    ['stats --check-broker', 'what the broker can and cannot do'],
    ['stats -J --count 6', 'six samples, one JSON object a line'],
  ],
  run: async (settings, context) => {
    const { once, prefix, duration: durationMs, timeout: timeoutMs } = settings;
    const { stdout, signal, now } = context;
    if (settings.clients && settings['check-broker']) {
      throw usageFailure('--clients and --check-broker: use only one of them');
    }
    const inPlace = once ? undefined : stdout;
    const views = { sample: sampleView(inPlace), clients: clientsView(inPlace), answer: openAnswerView };
    const sink = openScreen(settings, context, {}, views);
    const connection = connectionSettings(settings, 'stats');
    try {
      if (settings['check-broker']) await checking({ connection, prefix, signal }, sink);
      else {
        const count = once ? 1 : settings.count;
        const serve = settings.clients ? listingClients : sampling;
        await serve({ connection, count, durationMs, timeoutMs, signal, now }, sink);
      }
    } finally {
      await sink.end();
    }
    return EXIT.done;
  },
});
