import { randomBytes } from 'node:crypto';
import type { BenchResult } from '../bench/result.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure, usageFailure } from '../failure.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import { connectionSettings } from '../options/connection.ts';
import { outputSettings } from '../options/output.ts';
import type { PayloadFormat } from '../payload/format.ts';
import { FORMATS, findFormat } from '../payload/formats.ts';
import { createStop } from '../services/stop.ts';
import { createWorld } from '../simulator/world.ts';
import { createPrinter } from '../sinks/screen/printer.ts';
import { createScreen } from '../sinks/screen/screen.ts';
import { createScreenSink } from '../sinks/screen/screen-sink.ts';
import { BENCH_VIEW, benchTable } from '../sinks/screen/views/bench.ts';
import { measure } from './bench/measure.ts';
import { type BenchSettings, benchOptions } from './bench/options.ts';

export const bench = command({
  describe:
    'Measures how many readings a broker takes and delivers, how long they are under way, and what is lost on the way.',
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
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const connection = connectionSettings(settings);
    const runs = runsOf(settings);
    const report = createPrinter(output.format, BENCH_VIEW, screen);
    const stop = createStop({ signal: context.signal });
    const valueAt = createWorld({ seed: 'bench', values: 'uniform', ranges: new Map() }).value;
    const results: BenchResult[] = [];

    for (const { qos, format } of runs) {
      if (stop.stopped) break;
      const result = await measure({
        context,
        screen,
        sink: createScreenSink(screen, output),
        connection,
        stop,
        publishers: settings.publishers,
        subscribers: settings.subscribers,
        qos,
        format,
        payloadSize: settings['payload-size'] ?? 0,
        perSecond: settings.rate,
        warmupMs: settings.warmup,
        durationMs: settings.duration,
        building: `BENCH-${randomBytes(4).toString('hex')}`,
        prefix: settings.prefix,
        valueAt,
      });
      results.push(result);
      if (output.format !== 'human' || settings.compare === undefined) report(result);
    }
    if (output.format === 'human' && settings.compare !== undefined) screen.print(benchTable(results));
    stop.stop('count');
    screen.flush();
    const reason = await stop.reason;
    if (reason instanceof Failure) throw reason;
    return EXIT.done;
  },
});

/** What to measure, one after the other. Throws usage failures. */
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
