import { setTimeout } from 'node:timers/promises';
import { type Context, command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { connectionOptions } from '../options/connection.ts';
import { faultOptions } from '../options/faults.ts';
import { DEFAULT_BUILDING, layoutOptions } from '../options/layout.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { clockOptions, readingOptions, readRate } from '../options/readings.ts';
import { defaulted } from '../options/values.ts';
import { publishing } from '../services/publishing.ts';
import { createScreen } from '../sinks/screen/screen.ts';
import { createScreenSink } from '../sinks/screen/screen-sink.ts';
import { alarm, runAlarm } from './alarm.ts';
import { type PublishSettings, publishOptions } from './publish/options.ts';
import { publishingSettings } from './publish/publishing-settings.ts';

/** Three times as many faults as elsewhere: whoever looks for half a minute is to see alarms. */
const FAULT_RATE = 0.06;

const options = {
  ...layoutOptions,
  rate: defaulted(
    { group: 'Time', takes: 'N|max', default: '8', describe: 'so many readings a second, of random sensors' },
    readRate,
  ),
  ...clockOptions,
  ...readingOptions,
  ...faultOptions,
  faults: { ...faultOptions.faults, shown: `${FAULT_RATE}` },
  count: publishOptions.count,
  duration: publishOptions.duration,
  ...connectionOptions,
  ...outputOptions,
} as const;

/** How long the last readings may be under way to the alarm, in turns: time in which the process stood still counts once. */
const LAST_READINGS_MS = 200;
const TURNS = 10;

export const demo = command({
  describe:
    'Runs a broker (unless there is one), a publisher and an alarm in one process. Readings are indented, alarms are not.',
  options,
  examples: [
    ['demo', 'several readings a second, and the alarms among them; Ctrl-C ends it'],
    ['demo --duration 30s --seed 7 --start 2026-01-05T08:00', 'half a minute, the same each time'],
  ],
  run: async (settings, context) => {
    const end = new AbortController();
    let listens = (): void => {};
    const heard = new Promise<void>((resolve) => {
      listens = resolve;
    });
    const listening = runAlarm(
      {
        ...defaultSettings(alarm.options),
        ...settings,
        // The alarm belongs to the demo's own building, and ends when the publisher does.
        building: settings.building ?? [DEFAULT_BUILDING],
        floors: undefined,
        rooms: undefined,
        count: undefined,
        duration: undefined,
      },
      { ...context, signal: end.signal },
      listens,
    );
    const endEarly = (): void => end.abort(EXIT.done);
    context.signal.addEventListener('abort', endEarly);
    // The alarm is to hear every reading from the first to the last; one that fails or ends is not waited for.
    const ready = Promise.race([heard, listening]).finally(() =>
      context.signal.removeEventListener('abort', endEarly),
    );
    ready.catch(() => {});
    const publisher = publishWhen(
      ready,
      { ...defaultSettings(publishOptions), ...settings, faults: settings.faults ?? FAULT_RATE },
      context,
    );
    publisher.then(lastReadings, () => {}).finally(() => end.abort(EXIT.done));
    const codes = await Promise.all([publisher, listening]);
    return Math.max(...codes);
  },
});

async function lastReadings(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await setTimeout(LAST_READINGS_MS / TURNS);
}

/** Publishes once the alarm listens. Errors in the settings are thrown before. */
async function publishWhen(
  ready: Promise<unknown>,
  settings: PublishSettings,
  context: Context,
): Promise<ExitCode> {
  const output = outputSettings(settings);
  const sink = createScreenSink(createScreen(context, output), { ...output, isIndented: true });
  try {
    const publishes = publishingSettings(settings, context, sink);
    await ready;
    return await publishing(publishes, sink);
  } finally {
    await sink.end();
  }
}
