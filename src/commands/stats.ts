import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { formatEndpoint } from '../mqtt/settings.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { defaulted, flag, optional } from '../options/values.ts';
import { connect } from '../services/connect.ts';
import { createStop } from '../services/stop.ts';
import { createScreen } from '../sinks/screen/screen.ts';
import { createScreenSink } from '../sinks/screen/screen-sink.ts';
import type { Sample } from '../stats/broker-status.ts';
import { SYS_FILTER } from '../stats/catalogue.ts';
import { readDuration, readInteger } from '../text/reader.ts';
import { checkBroker } from './stats/check-broker.ts';
import { createDisplay } from './stats/display.ts';
import { createSampler } from './stats/sampler.ts';

const options = {
  'check-broker': flag({
    group: 'Output',
    describe: 'instead: ask the broker what it can do (versions, QoS, retained, $share, $SYS, names)',
  }),
  once: flag({ group: 'Stop', describe: 'show the figures once, and end' }),
  count: optional(
    { group: 'Stop', alias: 'C', takes: 'N', describe: 'stop after so many samples' },
    readInteger(1),
  ),
  duration: optional({ group: 'Stop', takes: 'TIME', describe: 'stop after this time' }, readDuration),
  timeout: defaulted(
    {
      group: 'Stop',
      alias: 'W',
      takes: 'TIME',
      default: '15s',
      describe: 'how long to wait for the first figures; none is exit code 27',
    },
    readDuration,
  ),
  ...connectionOptions,
  ...outputOptions,
} as const;

const CLOSE_MS = 1000;

export const stats = command({
  describe: 'Shows what a broker tells about itself under $SYS: clients, messages, bytes; totals and rates.',
  options,
  examples: [
    ['stats', 'a table that is renewed whenever the broker publishes its figures'],
    ['stats --once', 'the figures as they are now'],
    ['stats --check-broker', 'what the broker can and cannot do'],
    ['stats -J --count 6', 'six samples, one JSON object a line'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const connection = connectionSettings(settings);
    if (settings['check-broker']) {
      const { prefix } = settings;
      return checkBroker({ context, screen, connection, prefix, format: output.format });
    }
    const display = createDisplay(output, screen, context.stdout, settings.once);
    const stop = createStop({ signal: context.signal, durationMs: settings.duration });
    const wanted = settings.once ? 1 : settings.count;
    let shown = 0;
    const show = (sample: Sample): void => {
      if (stop.stopped) return;
      display(sample);
      shown++;
      if (shown === wanted) stop.stop('count');
    };
    const sampler = createSampler(context.now, show);

    const session = await connect(connection, context.signal, createScreenSink(screen, output), {
      onMessage: sampler.take,
    });
    void session.lost.then(stop.stop);
    session.subscribe([SYS_FILTER], 0).catch((error) => stop.stop(asFailure(error)));
    const waiting = setTimeout(() => {
      if (shown > 0) return;
      const known = sampler.known();
      if (known !== undefined) show(known);
      else stop.stop(noFigures(formatEndpoint(connection.endpoint), settings.timeout));
    }, settings.timeout);

    const reason = await stop.reason;
    clearTimeout(waiting);
    sampler.cancel();
    await session.close(CLOSE_MS);
    screen.flush();
    if (reason instanceof Failure) throw reason;
    return EXIT.done;
  },
});

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(`the subscription to $SYS failed: ${String(error)}`, EXIT.unreachable, { cause: error });
}

function noFigures(where: string, timeoutMs: number): Failure {
  return new Failure(
    `${where} published nothing under $SYS within ${timeoutMs / 1000} s: ` +
      'it has no $SYS topics, or they are not for this user; where they come once a minute use --timeout 65',
    EXIT.timeout,
  );
}
