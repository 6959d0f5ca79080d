import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { formatEndpoint } from '../mqtt/settings.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { defaulted, flag, optional, readDuration, readInteger } from '../options/values.ts';
import { escapeControl } from '../report/escape.ts';
import { createInPlace } from '../report/in-place.ts';
import { createReport } from '../report/reporter.ts';
import { createScreen } from '../report/screen.ts';
import { BrokerStatus, type Sample } from '../stats/broker-status.ts';
import { SYS_FILTER } from '../stats/catalogue.ts';
import { CSV_COLUMNS, formatSample, toRecord } from '../stats/view.ts';
import { connect } from './connect.ts';
import { createBurst } from './stats/burst.ts';
import { createStop } from './stop.ts';

const options = {
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
    ['stats -J --count 6', 'six samples, one JSON object a line'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const connection = connectionSettings(settings);
    const dress = { escape: escapeControl, dim: screen.paint.dim };
    const isInPlace = output.format === 'human' && context.stdout.isTTY && !settings.once;
    const showInPlace = createInPlace(context.stdout);
    const report = createReport<Sample>(
      output.format,
      {
        human: (sample) => formatSample(sample, dress).join('\n'),
        record: toRecord,
        columns: CSV_COLUMNS,
      },
      screen,
    );

    const stop = createStop({ signal: context.signal, durationMs: settings.duration });
    const status = new BrokerStatus();
    const wanted = settings.once ? 1 : settings.count;
    let shown = 0;
    const show = (sample: Sample): void => {
      if (isInPlace) showInPlace(formatSample(sample, dress));
      else report(sample);
      shown++;
      if (shown === wanted) stop.stop('count');
    };
    const burst = createBurst(context.now, (startedAt, isLive) => {
      const sample = status.sample(startedAt, isLive);
      // mosquitto 2 lets retained figures that don't change expire; the next ones are whole.
      if (sample.totals.bytes_received !== undefined) show(sample);
    });

    const session = await connect(context, connection, screen, {
      onMessage: ({ topic, payload, retain }) => {
        if (!stop.stopped && status.take(topic, payload)) burst.add(retain);
      },
    });
    void session.lost.then(stop.stop);
    const waiting = setTimeout(() => {
      if (shown > 0) return;
      const sample = status.sample(context.now(), false);
      if (isEmpty(sample)) stop.stop(noFigures(formatEndpoint(connection.endpoint), settings.timeout));
      else show(sample);
    }, settings.timeout);
    session.subscribe([SYS_FILTER], 0).catch((error) => stop.stop(error));
    const reason = await stop.reason;
    clearTimeout(waiting);
    burst.cancel();
    await session.close(CLOSE_MS);
    screen.flush();
    if (reason instanceof Failure) throw reason;
    return EXIT.done;
  },
});

function isEmpty({ version, uptime, totals, loads }: Sample): boolean {
  const figures = Object.keys(totals).length + Object.keys(loads).length;
  return version === undefined && uptime === undefined && figures === 0;
}

function noFigures(where: string, timeoutMs: number): Failure {
  return new Failure(
    `${where} published nothing under $SYS within ${timeoutMs / 1000} s: ` +
      'it has no $SYS topics, or they are not for this user; where they come once a minute use --timeout 65',
    EXIT.timeout,
  );
}
