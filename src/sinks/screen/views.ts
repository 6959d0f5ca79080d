import type { CommandObservation } from '../../observation/command-kinds.ts';
import type { ObservationKind, ObservationOf } from '../../observation/observation.ts';
import type { KindView, ScreenSinkSettings } from './kind-view.ts';
import { createPrinter } from './printer.ts';
import type { Screen } from './screen.ts';
import { openAlarmView } from './views/alarm.ts';
import { breachView } from './views/breach.ts';
import { connectionLine, subscriptionLine } from './views/connection.ts';
import { countsLine, nearestText, showSummary } from './views/counts.ts';
import { formattedMessage } from './views/formatted-message.ts';
import { messageView } from './views/message.ts';
import { unreadableLine } from './views/unreadable.ts';

export type OpenView<K extends ObservationKind> = (
  screen: Screen,
  settings: ScreenSinkSettings,
) => KindView<ObservationOf<K>>;

type OwnKind = CommandObservation['kind'];

/** Views of the kinds that one command alone observes. */
export type OwnViews = { readonly [K in OwnKind]?: OpenView<K> };

/** The view of each other kind of observation, opened when the first of its kind comes. */
export const VIEWS: { readonly [K in Exclude<ObservationKind, OwnKind>]: OpenView<K> } = {
  message: (screen, settings) => {
    const { format, messageFormat } = settings;
    if (messageFormat === undefined || format !== 'human')
      return { take: createPrinter(format, messageView(settings), screen) };
    const isTerminal = screen.columns !== undefined;
    return { take: (message) => screen.print(formattedMessage(message, messageFormat, isTerminal)) };
  },
  breach: (screen, settings) => ({ take: createPrinter(settings.format, breachView(settings), screen) }),
  alarm: openAlarmView,
  unreadable: (screen) => ({ take: (observation) => screen.warn(unreadableLine(observation)) }),
  connection: (screen) => ({ take: (observation) => screen.note(connectionLine(observation)) }),
  subscription: (screen) => ({ take: (observation) => screen.note(subscriptionLine(observation)) }),
  note: (screen) => ({ take: ({ text, isWarning }) => (isWarning ? screen.warn : screen.note)(text) }),
  progress: (screen) => ({
    take: ({ counts }) => screen.progress(`${countsLine(counts)}${nearestText(counts)}`),
  }),
  summary: (screen, { format }) => ({ take: ({ counts }) => showSummary(counts, format, screen) }),
};
