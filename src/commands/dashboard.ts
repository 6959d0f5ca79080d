import { type Context, command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions } from '../options/output.ts';
import { hasTemplates } from '../options/templates.ts';
import { supervising } from '../services/supervising.ts';
import { fanOut } from '../sinks/fan-out.ts';
import { announce } from './dashboard/announce.ts';
import { type DashboardOptions, dashboardOptions } from './dashboard/options.ts';
import { openRecordFile } from './dashboard/record-file.ts';
import { review } from './dashboard/review.ts';
import { openSimulation } from './dashboard/simulation.ts';
import { openSupervisedPage, supervisingSettings } from './dashboard/supervised-page.ts';
import { openTracedPort } from './dashboard/traced-port.ts';
import { foreignMessages } from './foreign-messages.ts';
import { openListeningSinks, openScreen } from './open-sinks.ts';

export const dashboard = command({
  describe: 'Shows the building and its alarms live in a browser. Needs no internet.',
  options: dashboardOptions,
  examples: [
    ['dashboard', 'the page of everything on the broker; the last line on stderr is its address'],
    ['dashboard --open --rules office', 'alarms by rules, with the page in the browser at once'],
    ['dashboard --simulate --speed 30', 'a simulated building; a click on a room injects faults into it'],
    ['dashboard --trace 1884', 'a client that connects to port 1884 is drawn packet by packet'],
  ],
  run: async (settings, context) => {
    const output = { ...defaultSettings(outputOptions), ...settings };
    rejectTemplatesBesideReplay(settings);
    const screen = onlyNotes(openScreen(output, context));
    try {
      await (settings.replay === undefined
        ? supervise(settings, context, screen)
        : review(settings, settings.replay, context, screen));
    } finally {
      await screen.end();
    }
    return EXIT.done;
  },
});

/** A recording of the dashboard is of our own topics already. */
function rejectTemplatesBesideReplay(settings: DashboardOptions): void {
  if (settings.replay === undefined || !hasTemplates(settings)) return;
  throw usageFailure(
    '--topic-template, --payload-template and --value-path mean nothing with --replay: leave them out',
  );
}

/** Shows what a broker sends, and simulates and records where that is asked for. */
async function supervise(settings: DashboardOptions, context: Context, screen: Sink): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const translated = await foreignMessages(settings, settings.prefix);
  const supervision = supervisingSettings(settings, { ...context, signal }, translated);
  const simulation = await openSimulation(settings, context, screen);
  const { record: path, force: isForced } = settings;
  const record = path === undefined ? [] : [openRecordFile({ path, isForced }, screen)];
  const traced =
    settings.trace && (await openTracedPort(settings.trace, supervision.connection, context, screen));
  const page = await openSupervisedPage(settings, context, supervision, screen, {
    whatIf: simulation?.whatIf,
    packets: traced,
  }).catch(async (error) => {
    await traced?.close();
    throw error;
  });
  const { sink: others, onClosing, onSession } = openListeningSinks('alarm', settings, context, screen);
  const sink = fanOut(others, [page.dashboard, ...record]);
  await supervising(
    {
      ...supervision,
      onSession,
      onReady: page.attach,
      onListening: async () => {
        await simulation?.start(() => failed.abort(EXIT.done));
        await announce(page.dashboard.url, settings, screen);
      },
      onClosing: async () => {
        await simulation?.stop();
        await onClosing?.();
      },
    },
    sink,
  )
    .finally(simulation?.stop)
    .finally(traced?.close)
    .finally(sink.end);
  await simulation?.ended();
}

/** The terminal shows the state of the connection, warnings and the address. The page shows the rest. */
function onlyNotes(screen: Sink): Sink {
  const kinds: readonly ObservationKind[] = ['note', 'connection', 'subscription', 'unreadable'];
  return {
    take: (observation) => {
      if (kinds.includes(observation.kind)) screen.take(observation);
    },
    end: screen.end,
  };
}
