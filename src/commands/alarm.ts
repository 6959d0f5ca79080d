import { limitsWith } from '../alarm/breach.ts';
import { rulesFromLimits } from '../alarm/rules/from-limits.ts';
import { atLeast } from '../building/limit.ts';
import { inShard } from '../building/shard.ts';
import { type Context, command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { limitOptions } from '../options/limits.ts';
import { filtersOf, listeningOptions, stopOptions } from '../options/listening.ts';
import type { Settings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { loadRules, reportOptions } from '../options/rules.ts';
import { shardOption } from '../options/shard.ts';
import { BREACH_VIEW } from '../report/alarm-view.ts';
import { EVENT_VIEW } from '../report/event-view.ts';
import { createReport } from '../report/reporter.ts';
import { createScreen, type Screen } from '../report/screen.ts';
import { createBreachWatch, kindLimits, ruleLimits } from './alarm/breach-watch.ts';
import { createEventWatch } from './alarm/event-watch.ts';
import type { AlarmWatch } from './alarm/watch.ts';
import { listen } from './listen.ts';
import { createAddressBook, createComplaints, readMessage } from './received.ts';

const options = {
  ...listeningOptions,
  shard: shardOption,
  ...limitOptions,
  ...reportOptions,
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
    ['alarm --count 3 --timeout 1m -J', 'three alarms as JSON lines, or exit code 27 after a minute'],
    ['alarm --rules office --report events', 'alarms that come once, with deadband, delays and silence'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const connection = connectionSettings(settings);
    const filters = filtersOf(settings, settings.prefix);
    const complaints = createComplaints(screen);
    const addressOf = createAddressBook();
    const watch = createWatch(settings, context, screen);
    let readings = 0;

    screen.note(watch.description);
    const ticking = setInterval(() => watch.tick(), TICK_MS);
    const summary = (): string => {
      const unread = complaints.count > 0 ? `, ${complaints.count} messages that could not be read` : '';
      return `${readings} readings, ${watch.alarms} alarms${unread}`;
    };
    const reason = await listen({
      context,
      screen,
      connection,
      filters,
      qos: settings.qos,
      durationMs: settings.duration,
      timeoutMs: settings.timeout,
      progress: summary,
      onMessage: (message, stop) => {
        const { topic, retain } = message;
        const address = addressOf(topic);
        if (address === undefined) {
          complaints.add(topic, 'its topic names no sensor (see: building-sim topics explain)');
          return;
        }
        if (!inShard(address, settings.shard)) return;
        const read = readMessage(message, address, context.now());
        const time = (read.kind === 'reading' ? read.time : undefined) ?? context.now();
        if (read.kind === 'unreadable') complaints.add(topic, read.reason);
        else readings++;
        const value = read.kind === 'reading' ? read.value : Number.NaN;
        watch.take({ topic, address, value, time, retained: retain });
        if (watch.alarms >= (settings.count ?? Infinity)) stop.stop('count');
      },
      onEnd: async () => {
        await watch.end();
        screen.flush();
        screen.note(summary());
      },
    }).finally(() => clearInterval(ticking));
    const failOn = settings['fail-on'];
    if (failOn && [...watch.levels].some((level) => atLeast(level, failOn))) return EXIT.failOn;
    return reason === 'timeout' ? EXIT.timeout : EXIT.done;
  },
});

function createWatch(settings: Settings<typeof options>, context: Context, screen: Screen): AlarmWatch {
  const { format } = outputSettings(settings);
  const { rules } = settings;
  const limits = limitsOf(settings);
  if (rules !== undefined && settings.above.length + settings.below.length > 0) {
    throw usageFailure('--rules replaces --above and --below: leave one or the other out');
  }
  const ruleSet = rules === undefined ? undefined : loadRules(rules);
  if (settings.report === 'breaches') {
    const source = ruleSet === undefined ? kindLimits(limits) : ruleLimits(ruleSet, rules ?? '');
    return createBreachWatch(source, createReport(format, BREACH_VIEW, screen));
  }
  const { description } = ruleSet === undefined ? kindLimits(limits) : ruleLimits(ruleSet, rules ?? '');
  return createEventWatch({
    ruleSet: ruleSet ?? rulesFromLimits(limits),
    description,
    raiseRetained: settings['raise-retained'],
    now: context.now,
    report: createReport(format, EVENT_VIEW, screen),
  });
}

function limitsOf({ above, below }: Settings<typeof limitOptions>): ReturnType<typeof limitsWith> {
  return limitsWith([
    ...above.map((limit) => ({ ...limit, side: 'above' as const })),
    ...below.map((limit) => ({ ...limit, side: 'below' as const })),
  ]);
}
