import { limitsWith } from '../alarm/breach.ts';
import { type Context, command } from '../command.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { formatEndpoint } from '../mqtt/settings.ts';
import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { loadLayout } from '../options/layout-file.ts';
import { filtersOf, stopOptions } from '../options/listening.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions } from '../options/output.ts';
import { loadRules } from '../options/rules.ts';
import { selectionOf } from '../options/selection.ts';
import { kindLimits, ruleLimits } from '../services/alarming/limit-source.ts';
import { warn } from '../services/note.ts';
import { type CommandAlarm, type SupervisingSettings, supervising } from '../services/supervising.ts';
import { fanOut } from '../sinks/fan-out.ts';
import { VERSION } from '../version.ts';
import { openBrowser } from './dashboard/open-browser.ts';
import { openPage } from './dashboard/open-page.ts';
import { type DashboardOptions, dashboardOptions } from './dashboard/options.ts';
import { listenSettings } from './listen-settings.ts';
import { openListeningSinks, openScreen } from './open-sinks.ts';

export const dashboard = command({
  describe: 'Shows the building and its alarms live in a browser. Needs no internet.',
  options: dashboardOptions,
  examples: [
    ['dashboard', 'the page of everything on the broker; the last line on stderr is its address'],
    ['dashboard --open --rules office', 'alarms by rules, with the page in the browser at once'],
    ['dashboard --building BUILDING --floor 2', 'one floor'],
    ['dashboard --publish alarms', 'operators of several consoles see what each other acknowledge'],
  ],
  run: async (settings, context) => {
    const output = { ...defaultSettings(outputOptions), ...settings };
    const screen = onlyNotes(openScreen(output, context));
    try {
      const supervision = supervisingSettings(settings, context);
      const page = await openSupervisedPage(settings, context, supervision, screen);
      const { sink: others, ...hooks } = openListeningSinks('alarm', settings, context, screen);
      const sink = fanOut(others, [page.dashboard]);
      await supervising(
        {
          ...supervision,
          ...hooks,
          onReady: page.attach,
          onListening: () => void announce(page.dashboard.url, settings, screen),
        },
        sink,
      ).finally(sink.end);
    } finally {
      await screen.end();
    }
    return EXIT.done;
  },
});

function supervisingSettings(settings: DashboardOptions, context: Context): SupervisingSettings {
  const { rules: file, layout, above, below } = settings;
  if (file !== undefined && above.length + below.length > 0) {
    throw usageFailure('--rules replaces --above and --below: leave one or the other out');
  }
  const listening = { ...defaultSettings({ ...outputOptions, ...stopOptions }), ...settings, embedded: true };
  return {
    ...listenSettings(listening, context, 'dashboard', wantedFilters(settings)),
    limits: limitsWith(
      [
        ...above.map((limit) => ({ ...limit, side: 'above' as const })),
        ...below.map((limit) => ({ ...limit, side: 'below' as const })),
      ],
      settings.sensor,
    ),
    rules: file === undefined ? undefined : { ruleSet: loadRules(file), file },
    roomTypeOf: layout === undefined ? () => undefined : loadLayout(layout).site.roomType,
    raiseRetained: settings['raise-retained'],
    state: { path: settings.state, fromPaths: settings['from-state'] },
    maxTopics: settings['max-topics'],
    maxAheadMs: settings['max-ahead'],
    prefix: settings.publish,
  };
}

/** Everything on the broker, unless a part of a building or filters are named. */
function wantedFilters(settings: DashboardOptions): readonly string[] {
  const { topic, prefix, layout } = settings;
  const isAll = topic.length === 0 && prefix === undefined && layout === undefined;
  return isAll && Object.keys(selectionOf(settings)).length === 0 ? ['#'] : filtersOf(settings, prefix);
}

interface SupervisedPage {
  readonly dashboard: Dashboard;
  /** Lets the page command alarms. */
  readonly attach: (command: CommandAlarm) => void;
}

/** Opens the page before the broker is connected: a port that is taken is told first. */
async function openSupervisedPage(
  settings: DashboardOptions,
  { now }: Context,
  { connection, limits, rules, roomTypeOf }: SupervisingSettings,
  screen: Sink,
): Promise<SupervisedPage> {
  let commandAlarm: CommandAlarm = () => 'the dashboard is not ready yet';
  const source = rules === undefined ? kindLimits(limits) : ruleLimits(rules.ruleSet, rules.file, roomTypeOf);
  const dashboard = await openPage(
    settings,
    {
      where: formatEndpoint(connection.endpoint),
      welcome: { version: VERSION, rules: source.description },
      limitsOf: source.limitsOf,
      execute: (message) => commandAlarm(message.topic, Buffer.from(JSON.stringify(message.do))),
      now,
    },
    screen,
  );
  return {
    dashboard,
    attach: (command) => {
      commandAlarm = command;
    },
  };
}

async function announce(url: string, { open }: DashboardOptions, screen: Sink): Promise<void> {
  if (open && !(await openBrowser(url))) warn(screen, '--open: no program here opens a browser');
  warn(screen, url);
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
