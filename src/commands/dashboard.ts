import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { defaultSettings } from '../options/option.ts';
import { outputOptions } from '../options/output.ts';
import { warn } from '../services/note.ts';
import { supervising } from '../services/supervising.ts';
import { fanOut } from '../sinks/fan-out.ts';
import { openBrowser } from './dashboard/open-browser.ts';
import { type DashboardOptions, dashboardOptions } from './dashboard/options.ts';
import { openSupervisedPage, supervisingSettings } from './dashboard/supervised-page.ts';
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
