import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectionOptions } from '../options/connection.ts';
import { faultOptions } from '../options/faults.ts';
import { DEFAULT_BUILDING, layoutOptions } from '../options/layout.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions } from '../options/output.ts';
import { clockOptions, readingOptions, readRate } from '../options/readings.ts';
import { defaulted } from '../options/values.ts';
import { alarming } from '../services/alarming/alarming.ts';
import { publishing } from '../services/publishing.ts';
import { alarmingSettings, alarmOptions } from './alarm/settings.ts';
import { dashboardOptions } from './dashboard/options.ts';
import { openDemoPage } from './demo/demo-page.ts';
import { openScreen } from './open-sinks.ts';
import { publishOptions } from './publish/options.ts';
import { publishingSettings } from './publish/publishing-settings.ts';

/** Three times as many faults as elsewhere: a visitor of half a minute is to see alarms. */
const FAULT_RATE = 0.06;

const rate = { group: 'Time', takes: 'N|max', default: '8' } as const;
const options = {
  ...layoutOptions,
  rate: defaulted({ ...rate, describe: 'readings per second, from random sensors' }, readRate),
  ...clockOptions,
  ...readingOptions,
  ...faultOptions,
  faults: { ...faultOptions.faults, shown: `${FAULT_RATE}` },
  listen: { ...dashboardOptions.listen, describe: 'where browsers find the page of the dashboard' },
  trace: {
    ...dashboardOptions.trace,
    shown: 'any free port',
    describe: "a port in front of the broker, for the demo's clients; the page draws the packets",
  },
  ...{ count: publishOptions.count, duration: publishOptions.duration },
  ...connectionOptions,
  ...outputOptions,
} as const;

export const demo = command({
  describe:
    'Runs a broker (unless there is one), a publisher, an alarm and the dashboard in one process. Readings are indented, alarms are not.',
  options,
  examples: [
    ['demo', 'several readings a second, and the alarms among them; Ctrl-C ends it'],
    ['demo --duration 30s --seed 7 --start 2026-01-05T08:00', 'half a minute, the same each time'],
  ],
  run: async (given, context) => {
    const settings = { ...given, embedded: given.embedded ?? true };
    const { building = [DEFAULT_BUILDING], faults = FAULT_RATE } = settings;
    const screen = openScreen(settings, context, { isIndented: true });
    const [end, endPage] = [new AbortController(), new AbortController()];
    // The alarm belongs to the demo's own building, and ends when the publisher does.
    const publisherOnly = { floors: undefined, rooms: undefined, count: undefined, duration: undefined };
    const alarmSettings = { ...defaultSettings(alarmOptions), ...settings, building, ...publisherOnly };
    const publishSettings = { ...defaultSettings(publishOptions), ...settings, faults };
    const checked = await publishingSettings(publishSettings, context, screen);
    const page = await openDemoPage({
      settings: { ...settings, ...publisherOnly },
      context: { ...context, signal: endPage.signal },
      whatIf: checked.source.whatIf,
      screen,
    });
    const served = page?.run();
    const throughPage = page?.through ?? ((connection) => connection);
    const isListening = new AbortController();
    const alarm = alarmingSettings(alarmSettings, { ...context, signal: end.signal });
    const listen = async () => {
      // The client of the page runs the broker, if there is none, and says so.
      await (page && Promise.race([page.ready, served]));
      return alarming(
        {
          ...alarm,
          connection: throughPage({ ...alarm.connection, command: 'demo' }),
          onListening: () => {
            page?.announce();
            isListening.abort();
          },
        },
        screen,
      );
    };
    const listening = listen();
    // The alarm is to hear every reading. A failed alarm, or an interruption, is not waited for.
    const signals = AbortSignal.any([context.signal, isListening.signal]);
    const ready = Promise.race([signals.aborted || once(signals, 'abort'), listening]);
    ready.catch(() => {}); // `publish` throws it
    const publish = async () => {
      await ready;
      const connection = checked.connection && throughPage({ ...checked.connection, command: 'demo' });
      return publishing({ ...checked, connection }, screen);
    };
    const published = publish();
    published.then(lastReadings, () => {}).finally(() => end.abort(EXIT.done));
    Promise.allSettled([published, listening]).then(() => endPage.abort(EXIT.done));
    return Promise.all([published, listening, served])
      .then(([code]) => code)
      .finally(page?.end)
      .finally(screen.end);
  },
});

/** Gives the last readings 200 ms to reach the alarm, in turns: a standstill of the process counts as one turn. */
async function lastReadings(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setTimeout(20);
}
