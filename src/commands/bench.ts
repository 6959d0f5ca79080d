import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure, usageFailure } from '../failure.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import { connectionSettings } from '../options/connection.ts';
import type { PayloadFormat } from '../payload/format.ts';
import { FORMATS, findFormat } from '../payload/formats.ts';
import { measuring } from '../services/measuring.ts';
import { measurementView } from '../sinks/screen/views/bench.ts';
import { type BenchSettings, benchOptions } from './bench/options.ts';
import { openScreen } from './open-sinks.ts';

export const bench = command({
  describe: 'Measures a broker: readings taken and delivered a second, latency and loss.',
  options: benchOptions,
  examples: [
    ['bench', 'as fast as it goes, through the broker on this machine'],
    ['bench --rate 5000 --publishers 4 --subscribers 2 -q 1', 'latency at a steady rate'],
    [
      'bench --compare qos --rate 500 --duration 2s',
      'messages, acknowledgements, bytes and latency of QoS 0, 1 and 2',
    ],
    ['bench --compare format -J', 'JSON, CBOR and SenML, as JSON lines'],
  ],
  run: async (settings, context) => {
    const views = { measurement: measurementView(settings.compare !== undefined) };
    const sink = openScreen(settings, context, {}, views);
    const { publishers, subscribers, prefix } = settings;
    const reason = await measuring(
      {
        connection: connectionSettings(settings, 'bench'),
        runs: runsOf(settings),
        publishers,
        subscribers,
        payloadSize: settings['payload-size'] ?? 0,
        perSecond: settings.rate,
        warmupMs: settings.warmup,
        durationMs: settings.duration,
        prefix,
        signal: context.signal,
      },
      sink,
    );
    await sink.end();
    if (reason instanceof Failure) throw reason;
    return EXIT.done;
  },
});

/** The measurements, one after the other. Throws a usage failure for QoS -1, and for a size of binary payloads. */
function runsOf(settings: BenchSettings): readonly { qos: Qos; format: PayloadFormat }[] {
  const { qos, compare } = settings;
  const format = findFormat(settings.format);
  if (qos === -1)
    throw usageFailure('--qos -1: what nobody is connected for cannot be measured; use 0, 1 or 2');
  if (format === undefined) throw new TypeError(`no payload format ${settings.format}`);
  const formats = compare === 'format' ? FORMATS : [format];
  const binary = formats.find(({ contentType }) => !contentType.endsWith('json'));
  if (settings['payload-size'] !== undefined && binary !== undefined) {
    throw usageFailure(`--payload-size: only JSON can be filled up, not ${binary.name}`);
  }
  if (compare === 'qos') return ([0, 1, 2] as const).map((each) => ({ qos: each, format }));
  return formats.map((each) => ({ qos, format: each }));
}
