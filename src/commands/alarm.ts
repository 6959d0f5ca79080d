import { atLeast } from '../building/limit.ts';
import { inShard } from '../building/shard.ts';
import { type Context, command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Counts } from '../observation/counts.ts';
import { sinkOptions } from '../options/alarm-sinks.ts';
import { connectionOptions } from '../options/connection.ts';
import { limitOptions } from '../options/limits.ts';
import { stopOptions } from '../options/listening.ts';
import type { Settings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { reportOptions } from '../options/rules.ts';
import { workerFiltersOf, workerOptions } from '../options/worker.ts';
import { readPayload } from '../payload/read.ts';
import { listen } from '../services/listen.ts';
import { subscribing } from '../services/subscribing.ts';
import { createTopicAddressCache } from '../services/topic-address-cache.ts';
import { createUnreadableLog } from '../services/unreadable-log.ts';
import { createScreen } from '../sinks/screen/screen.ts';
import { createScreenSink } from '../sinks/screen/screen-sink.ts';
import { createWatch } from './alarm/create-watch.ts';
import { orderFilters } from './alarm/orders.ts';
import { listenSettings } from './listen-settings.ts';

const options = {
  ...workerOptions,
  ...limitOptions,
  ...reportOptions,
  ...sinkOptions,
  ...stopOptions,
  ...connectionOptions,
  ...outputOptions,
} as const;

/** How often the passing of time is looked at. */
const TICK_MS = 250;

export const alarm = command({
  describe: 'Prints the readings that cross a limit, with building, floor, wing, room, sensor and value.',
  options,
  examples: [
    ['alarm', 'every reading beyond a built-in limit'],
    ['alarm --floor 2 --wing O --sensor TEMP --above TEMP=25', 'temperatures above 25 in one wing'],
    ['alarm --shard 2/3 --rooms 20', 'the second of three workers for a building with 20 rooms a wing'],
    ['alarm --count 3 --timeout 1m -J', 'three alarms as JSON lines, or exit code 27 after a minute'],
    ['alarm --rules office --report events', 'alarms that come once, with deadband, delays and silence'],
    ['alarm --rules office --report events --state alarms.jsonl', 'and remember them over a restart'],
  ],
  run: (settings, context) => runAlarm(settings, context),
});

/** Listens until something ends it. `onListening` is called when the subscription stands. */
export async function runAlarm(
  settings: Settings<typeof options>,
  context: Context,
  onListening?: () => void,
): Promise<ExitCode> {
  const output = outputSettings(settings);
  const screen = createScreen(context, output);
  const filters = workerFiltersOf(settings, settings.prefix);
  const sink = createScreenSink(screen, output);
  if (settings['subscribe-only']) {
    const orders = settings.publish === undefined ? [] : orderFilters(settings.publish, filters);
    await subscribing(listenSettings(settings, context, [...filters, ...orders]), sink);
    await sink.end();
    return EXIT.done;
  }
  const unreadable = createUnreadableLog(sink);
  const addressOf = createTopicAddressCache();
  const watch = createWatch(settings, context, screen, filters);
  const { bus } = watch;
  let readings = 0;

  screen.note(watch.description);
  const ticking = setInterval(() => watch.tick(), TICK_MS);
  const counts = (): Counts => ({
    of: 'readings',
    readings,
    alarms: watch.alarms,
    unreadable: unreadable.count,
  });
  const listening = listenSettings(settings, context, [...filters, ...(bus?.filters ?? [])]);
  const reason = await listen({ ...listening, onListening }, sink, {
    counts,
    onMessage: (message, stop) => {
      const { topic, retain, payload } = message;
      if (bus?.intercept(message)) return;
      const address = addressOf(topic);
      if (address === undefined) {
        unreadable.add(topic, 'its topic names no sensor (see: building-sim topics explain)');
        return;
      }
      if (!inShard(address, settings.shard)) return;
      const read = readPayload(payload, address.sensor, context.now());
      const time = (read.kind === 'reading' ? read.time : undefined) ?? context.now();
      if (read.kind === 'unreadable') unreadable.add(topic, read.reason);
      else readings++;
      const value = read.kind === 'reading' ? read.value : Number.NaN;
      watch.take({ topic, address, value, time, retained: retain });
      if (watch.alarms >= (settings.count ?? Infinity)) stop.stop('count');
    },
    onSession: (session) => bus?.attach(session),
    onClosing: async () => bus?.drain(),
    onEnd: async () => {
      await watch.end();
      sink.take({ kind: 'summary', counts: counts() });
    },
  }).finally(() => clearInterval(ticking));
  const failOn = settings['fail-on'];
  if (failOn && [...watch.levels].some((level) => atLeast(level, failOn))) return EXIT.failOn;
  return reason === 'timeout' ? EXIT.timeout : EXIT.done;
}
