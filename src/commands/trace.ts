import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure, usageFailure } from '../failure.ts';
import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import { brokerOptions } from '../options/broker.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { formatListenAddress, type ListenAddress, readListenAddress } from '../options/listen-address.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { tlsOptions } from '../options/tls.ts';
import { defaulted, flag, optional, readDuration, readInteger, readText } from '../options/values.ts';
import { escapeControl } from '../report/escape.ts';
import { createScreen } from '../report/screen.ts';
import type { TraceEvent } from '../trace/event.ts';
import { Exchanges, type Step } from '../trace/exchange.ts';
import { Totals } from '../trace/totals.ts';
import { createStop } from './stop.ts';
import { openCaptureFile } from './trace/capture-file.ts';
import { createPresenter } from './trace/presenter.ts';
import { openTracer } from './trace/tracer.ts';

const options = {
  listen: defaulted(
    {
      group: 'Server',
      takes: '[HOST:]PORT',
      default: '1884',
      describe: 'where clients connect, instead of to the broker',
    },
    readListenAddress('127.0.0.1'),
  ),
  ...brokerOptions,
  ...tlsOptions,
  ladder: flag({ group: 'Output', describe: 'draw the exchange between client and broker' }),
  explain: flag({ group: 'Output', describe: 'say what each packet is for' }),
  hex: flag({ group: 'Output', describe: 'show the bytes of each field' }),
  pcapng: optional({ group: 'Output', takes: 'FILE', describe: 'write a capture for Wireshark' }, readText),
  count: optional(
    { group: 'Stop', alias: 'C', takes: 'N', describe: 'stop after so many packets' },
    readInteger(1),
  ),
  duration: optional({ group: 'Stop', takes: 'TIME', describe: 'stop after this time' }, readDuration),
  ...outputOptions,
} as const;

const ALONE: Step = { role: 'alone' };

export const trace = command({
  describe: 'Stands between clients and a broker and shows every packet that passes, unchanged, both ways.',
  options,
  examples: [
    ['trace --listen 1884 --url mqtt://localhost:1883', 'then point a client at port 1884'],
    ['trace --ladder --explain', 'draw the exchange, and say what each packet is for'],
    ['trace --hex --pcapng lab.pcapng', 'the bytes of each field, and a capture for Wireshark'],
    ['trace --listen 1885 --url mqtt-sn://localhost:1884', 'MQTT-SN: stand before a gateway'],
    ['trace -J --duration 1m', 'a minute of packets, one JSON object a line'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const upstream = connectionSettings({ ...defaultSettings(connectionOptions), ...settings });
    refuseCluster(upstream);
    refuseLoop(settings.listen, upstream);
    if (settings.ladder && output.format !== 'human') {
      throw usageFailure('--ladder is for people: leave out --output, or --ladder');
    }
    const screen = createScreen(context, output);
    const broker = upstream.endpoint.protocol === 'mqtt-sn' ? 'gateway' : 'broker';
    const presenter = createPresenter({ ...settings, format: output.format, broker }, screen);
    const capture =
      settings.pcapng === undefined ? undefined : openCaptureFile(settings.pcapng, upstream.endpoint, screen);
    const stop = createStop({ signal: context.signal, durationMs: settings.duration });
    const exchanges = new Exchanges();
    const totals = new Totals();
    let packets = 0;

    const onEvent = (event: TraceEvent): void => {
      capture?.add(event);
      if (event.kind === 'refused') screen.warn(`#${event.connection}: ${escapeControl(event.reason)}`);
      const step = event.kind === 'seen' ? exchanges.step(event) : ALONE;
      totals.add(event, step);
      // What comes after the last packet that was asked for is passed on, and not shown.
      if (!stop.stopped) presenter.show(event, step);
      if (event.kind === 'closed') exchanges.forget(event.connection);
      if (event.kind === 'seen' && event.sighting.kind === 'packet') packets++;
      if (packets === settings.count) stop.stop('count');
    };

    if (upstream.tls.insecure)
      screen.warn("--insecure: the broker's certificate and host name are not checked");
    const tracer = await openTracer({
      listen: settings.listen,
      upstream,
      now: fineClock(context.now),
      onEvent,
    });
    const where = formatListenAddress({ ...settings.listen, port: tracer.port });
    screen.note(`listening on ${where}, passing all on to ${formatEndpoint(upstream.endpoint)}`);
    const reason = await stop.reason;
    await tracer.close();
    presenter.summarize(totals.summary());
    screen.flush();
    capture?.close();
    if (reason instanceof Failure) throw reason;
    return EXIT.done;
  },
});

/** The time between two packets is often less than a millisecond. */
function fineClock(now: () => number): () => number {
  const startedAt = now() - performance.now();
  return () => startedAt + performance.now();
}

function refuseLoop({ port }: ListenAddress, { endpoint }: ConnectionSettings): void {
  if (port === endpoint.port && /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(endpoint.host)) {
    throw usageFailure(`--listen ${port} is the broker's own port: use another one for the clients`);
  }
}

function refuseCluster({ otherEndpoints }: ConnectionSettings): void {
  if (otherEndpoints.length > 0)
    throw usageFailure('--url: trace stands before one broker; start one for each node');
}
