import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { filtersOf, listeningOptions, stopOptions } from '../options/listening.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { flag } from '../options/values.ts';
import { describePayload, payloadText } from '../payload/describe.ts';
import { messageView } from '../report/message-view.ts';
import { createReport } from '../report/reporter.ts';
import { createScreen } from '../report/screen.ts';
import { counted } from '../text/counted.ts';
import { listen } from './listen.ts';
import { createAddressBook, readMessage, shownMessage } from './received.ts';
import { subscribeOnly } from './subscribe-only.ts';

const options = {
  ...listeningOptions,
  ...stopOptions,
  'retained-only': flag({
    group: 'Stop',
    describe: 'only messages the broker retained; stop at the first that is not',
  }),
  ...connectionOptions,
  ...outputOptions,
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
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const connection = connectionSettings(settings);
    const filters = filtersOf(settings, settings.prefix);
    if (settings['subscribe-only'])
      return subscribeOnly({ context, screen, connection, filters, qos: settings.qos });
    const report = createReport(
      output.format,
      messageView({ verbose: settings.verbose, textOf: payloadText, describe: describePayload }),
      screen,
    );
    const addressOf = createAddressBook();
    const retainedOnly = settings['retained-only'];
    let shown = 0;

    const reason = await listen({
      context,
      screen,
      connection,
      filters,
      qos: settings.qos,
      durationMs: settings.duration,
      timeoutMs: settings.timeout,
      progress: () => counted(shown, 'message'),
      onMessage: (message, stop) => {
        if (retainedOnly && !message.retain) {
          stop.stop('count');
          return;
        }
        const address = addressOf(message.topic);
        const read = address && readMessage(message, address, context.now());
        report(shownMessage(message, address, read, context.now()));
        shown++;
        if (shown === settings.count) stop.stop('count');
      },
      onEnd: () => screen.note(counted(shown, 'message')),
    });
    return reason === 'timeout' ? EXIT.timeout : EXIT.done;
  },
});
