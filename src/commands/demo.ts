import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type Context, command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import type { Sink } from '../observation/sink.ts';
import { connectionOptions } from '../options/connection.ts';
import { faultOptions } from '../options/faults.ts';
import { DEFAULT_BUILDING, layoutOptions } from '../options/layout.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions } from '../options/output.ts';
import { clockOptions, readingOptions, readRate } from '../options/readings.ts';
import { defaulted } from '../options/values.ts';
import { alarming } from '../services/alarming/alarming.ts';
import { note } from '../services/note.ts';
import type { WhatIf } from '../services/publishing/what-if.ts';
import { publishing } from '../services/publishing.ts';
import { supervising } from '../services/supervising.ts';
import { alarmingSettings, alarmOptions } from './alarm/settings.ts';
import { type DashboardOptions, dashboardOptions } from './dashboard/options.ts';
import { openSupervisedPage, supervisingSettings } from './dashboard/supervised-page.ts';
import { openScreen } from './open-sinks.ts';
import { publishOptions } from './publish/options.ts';
import { publishingSettings } from './publish/publishing-settings.ts';

/** Three times as many faults as elsewhere: a visitor of half a minute is to see alarms. */
const FAULT_RATE = 0.06;

/** The readings scroll past, and the address of the page with them: on a terminal it comes again after this time. */
const AGAIN_MS = 60_000;

const rate = { group: 'Time', takes: 'N|max', default: '8' } as const;
const options = {
  ...layoutOptions,
  rate: defaulted({ ...rate, describe: 'readings per second, from random sensors' }, readRate),
  ...clockOptions,
  ...readingOptions,
  ...faultOptions,
  faults: { ...faultOptions.faults, shown: `${FAULT_RATE}` },
  listen: { ...dashboardOptions.listen, describe: 'where browsers find the page of the dashboard' },
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
    const end = new AbortController();
    // The alarm belongs to the demo's own building, and ends when the publisher does.
    const publisherOnly = { floors: undefined, rooms: undefined, count: undefined, duration: undefined };
    const alarmSettings = { ...defaultSettings(alarmOptions), ...settings, building, ...publisherOnly };
    const publishSettings = { ...defaultSettings(publishOptions), ...settings, faults };
    const checked = publishingSettings(publishSettings, context, screen);
    const page = await openDemoPage({
      settings: { ...settings, ...publisherOnly },
      context: { ...context, signal: end.signal },
      whatIf: checked.source.whatIf,
      screen,
    });
    const isListening = new AbortController();
    const alarm = alarmingSettings(alarmSettings, { ...context, signal: end.signal });
    const listening = alarming(
      {
        ...alarm,
        connection: { ...alarm.connection, command: 'demo' },
        onListening: () => isListening.abort(),
      },
      screen,
    );
    // The alarm is to hear every reading. A failed alarm, or an interruption, is not waited for.
    const signals = AbortSignal.any([context.signal, isListening.signal]);
    const ready = Promise.race([signals.aborted || once(signals, 'abort'), listening]);
    ready.catch(() => {}); // `publish` throws it
    const publish = async () => {
      await ready;
      const connection = checked.connection && { ...checked.connection, command: 'demo' };
      return publishing({ ...checked, connection }, screen);
    };
    const published = publish();
    published.then(lastReadings, () => {}).finally(() => end.abort(EXIT.done));
    // The alarm runs the broker, if there is none, and says so.
    return Promise.all([published, listening, page && ready.then(page.run)])
      .then(([code]) => code)
      .finally(page?.end)
      .finally(screen.end);
  },
});

interface DemoPage {
  /** Shows what it hears until the demo ends. */
  readonly run: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** The dashboard of the demo; undefined if its port is taken: the demo goes on without. */
async function openDemoPage({
  settings,
  context,
  whatIf,
  screen,
}: {
  readonly settings: Omit<Partial<DashboardOptions>, 'floors' | 'rooms'>;
  readonly context: Context;
  readonly whatIf: WhatIf | undefined;
  readonly screen: Sink;
}): Promise<DemoPage | undefined> {
  const all = { ...defaultSettings(dashboardOptions), ...settings };
  const supervision = supervisingSettings(all, context);
  const opening = openSupervisedPage(all, context, supervision, screen, { whatIf });
  const page = await opening.catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    note(screen, `no dashboard: ${error.message}`);
    return undefined;
  });
  if (page === undefined) return undefined;
  const { dashboard, attach } = page;
  const show = (): void => note(screen, `the building in a browser: ${dashboard.url}`);
  const again = context.stderr.isTTY ? setInterval(show, AGAIN_MS) : undefined;
  const connection = { ...supervision.connection, mayHost: false, clientId: undefined };
  return {
    // The alarm of the demo has the same connection, and throws what ends it.
    run: () =>
      supervising({ ...supervision, connection, onReady: attach, onListening: show }, dashboard).catch(
        () => {},
      ),
    end: () => {
      clearInterval(again);
      return dashboard.end();
    },
  };
}

/** Gives the last readings 200 ms to reach the alarm, in turns: a standstill of the process counts as one turn. */
async function lastReadings(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setTimeout(20);
}
