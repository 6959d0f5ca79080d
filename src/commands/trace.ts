import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { ANY_GATEWAY, type ConnectionSettings } from '../mqtt/settings.ts';
import { endpointOptions, URL_SHAPE } from '../options/broker.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { forceOption } from '../options/force.ts';
import { interfereOptions } from '../options/interfere.ts';
import { readListenAddress } from '../options/listen-address.ts';
import { defaultSettings, type Settings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { clientTlsOptions } from '../options/tls.ts';
import { defaulted, flag, optional } from '../options/values.ts';
import { wholeLinesOption } from '../options/whole-lines.ts';
import { randomSeed } from '../random-names.ts';
import { type TracingSettings, tracing } from '../services/tracing.ts';
import { traceViews } from '../sinks/screen/views/trace.ts';
import { readDuration, readInteger, readText } from '../text/reader.ts';
import { openScreen } from './open-sinks.ts';
import { checkTracedPlace } from './traced-place.ts';
import { warnOfOpenDoor } from './warn-of-open-door.ts';

const options = {
  listen: defaulted(
    {
      group: 'Server',
      takes: '[HOST:]PORT',
      default: '1884',
      describe: 'where clients connect',
    },
    readListenAddress('127.0.0.1'),
  ),
  ...endpointOptions,
  url: {
    ...endpointOptions.url,
    group: 'Server',
    describe: 'the broker, or a gateway with mqtt-sn://',
    more: `${URL_SHAPE} with mqtt, mqtts, ws, wss or mqtt-sn.`,
  },
  ...clientTlsOptions,
  ...interfereOptions,
  ladder: flag({ group: 'Output', describe: 'draw the exchange between client and broker' }),
  explain: flag({ group: 'Output', describe: 'say the purpose of each packet' }),
  hex: flag({ group: 'Output', describe: 'show the bytes of each field' }),
  pcapng: optional({ group: 'Output', takes: 'FILE', describe: 'write a capture for Wireshark' }, readText),
  force: forceOption,
  count: optional(
    { group: 'Stop', alias: 'C', takes: 'N', describe: 'stop after N packets' },
    readInteger(1),
  ),
  duration: optional({ group: 'Stop', takes: 'TIME', describe: 'stop after this time' }, readDuration),
  ...outputOptions,
  verbose: wholeLinesOption,
} as const;

export const trace = command({
  describe: 'Stands between clients and a broker, passes every packet on unchanged and shows it, both ways.',
  options,
  examples: [
    ['trace --listen 1884 --url mqtt://localhost:1883', 'then point a client at port 1884'],
    ['trace --ladder --explain', 'the exchange, drawn and explained'],
    ['trace --hex --pcapng lab.pcapng', 'bytes, and a capture for Wireshark'],
    ['trace --listen 1885 --url mqtt-sn://localhost:1884', 'MQTT-SN'],
  ],
  run: async (settings, context) => {
    const { listen, pcapng } = settings;
    const output = outputSettings(settings);
    const upstream = connectionSettings({ ...defaultSettings(connectionOptions), ...settings }, 'trace');
    if (upstream.endpoint.host === ANY_GATEWAY)
      throw usageFailure('--url: a trace needs the address of its gateway');
    checkTracedPlace('--listen', listen, upstream);
    if (settings.ladder && output.format !== 'human') {
      throw usageFailure('--ladder is for people: leave out --output, or --ladder');
    }
    const interference = interferenceOf(settings, upstream);
    const broker = upstream.endpoint.protocol === 'mqtt-sn' ? 'gateway' : 'broker';
    const views = traceViews({ ...settings, broker });
    const sink = openScreen(settings, context, { isWhole: settings.verbose }, views);
    warnOfOpenDoor(listen.host, `reach the ${broker}, and what they send is shown and captured`, sink);
    const { signal, now } = context;
    const { count, duration: durationMs } = settings;
    const capture = pcapng === undefined ? undefined : { path: pcapng, isForced: settings.force };
    try {
      await tracing({ listen, upstream, capture, interference, count, durationMs, signal, now }, sink);
    } finally {
      await sink.end();
    }
    return EXIT.done;
  },
});

function interferenceOf(
  { interfere, seed }: Settings<typeof interfereOptions>,
  { endpoint }: ConnectionSettings,
): TracingSettings['interference'] {
  if (interfere.length === 0) return undefined;
  if (endpoint.protocol === 'mqtt' || endpoint.protocol === 'mqtts')
    return { rules: interfere, seed: seed ?? randomSeed() };
  throw usageFailure(
    `--interfere: reads MQTT over TCP or TLS; use mqtt:// or mqtts:// instead of ${endpoint.protocol}://`,
  );
}
