import { BUILT_IN_LIMITS, breachOf, type Limits, limitsWith } from '../alarm/breach.ts';
import { atLeast, type Level } from '../building/limit.ts';
import { SENSORS } from '../building/sensors.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { limitOptions } from '../options/limits.ts';
import { filtersOf, listeningOptions, stopOptions } from '../options/listening.ts';
import type { Settings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { BREACH_VIEW } from '../report/alarm-view.ts';
import { createReport } from '../report/reporter.ts';
import { createScreen } from '../report/screen.ts';
import { listen } from './listen.ts';
import { createAddressBook, createComplaints, readMessage } from './received.ts';

const options = {
  ...listeningOptions,
  ...limitOptions,
  ...stopOptions,
  ...connectionOptions,
  ...outputOptions,
} as const;

export const alarm = command({
  describe: 'Prints the readings that cross a limit, with building, floor, wing, room, sensor and value.',
  options,
  examples: [
    ['alarm', 'every reading beyond a built-in limit'],
    ['alarm --floor 2 --wing O --sensor TEMP --above TEMP=25', 'temperatures above 25 in one wing'],
    ['alarm --count 3 --timeout 1m -J', 'three alarms as JSON lines, or exit code 27 after a minute'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const connection = connectionSettings(settings);
    const filters = filtersOf(settings, settings.prefix);
    const limits = limitsOf(settings);
    const report = createReport(output.format, BREACH_VIEW, screen);
    const complaints = createComplaints(screen);
    const addressOf = createAddressBook();
    const levels = new Set<Level>();
    let readings = 0;
    let alarms = 0;

    screen.note(`limits: ${describeLimits(limits)}`);
    const reason = await listen({
      context,
      screen,
      connection,
      filters,
      qos: settings.qos,
      durationMs: settings.duration,
      timeoutMs: settings.timeout,
      progress: () => `${readings} readings, ${alarms} alarms`,
      onMessage: (message, stop) => {
        const { topic } = message;
        const address = addressOf(topic);
        if (address === undefined) {
          complaints.add(topic, 'its topic names no sensor (see: building-sim topics explain)');
          return;
        }
        const read = readMessage(message, address);
        if (read.kind === 'unreadable') {
          complaints.add(topic, read.reason);
          return;
        }
        readings++;
        const limit = breachOf(limits[address.sensor], read.value);
        if (limit === undefined) return;
        alarms++;
        levels.add(limit.level);
        report({ address, topic, value: read.value, time: read.time ?? context.now(), limit });
        if (alarms === settings.count) stop.stop('count');
      },
    });
    const unread = complaints.count > 0 ? `, ${complaints.count} messages that could not be read` : '';
    screen.note(`${readings} readings, ${alarms} alarms${unread}`);
    const failOn = settings['fail-on'];
    if (failOn && [...levels].some((level) => atLeast(level, failOn))) return EXIT.failOn;
    return reason === 'timeout' ? EXIT.timeout : EXIT.done;
  },
});

function limitsOf({ above, below }: Settings<typeof limitOptions>): Limits {
  if (above.length === 0 && below.length === 0) return BUILT_IN_LIMITS;
  return limitsWith([
    ...above.map((limit) => ({ ...limit, side: 'above' as const })),
    ...below.map((limit) => ({ ...limit, side: 'below' as const })),
  ]);
}

function describeLimits(limits: Limits): string {
  return SENSORS.map(({ kind, unit }) => {
    const shown = limits[kind].map(
      ({ side, value, level }) => `${side === 'above' ? '>' : '<'} ${value} ${level}`,
    );
    return `${kind} (${unit}) ${shown.join(', ')}`;
  }).join('; ');
}
