import { escapeControl } from '../../../text/escape.ts';
import type { ScreenSinkSettings } from '../kind-view.ts';
import { createPrinter, type View } from '../printer.ts';
import type { Screen } from '../screen.ts';

/** A server must not fill the screen of an operator who has not asked for events. */
const MAX_REASONS = 20;

/** A fault in an event of a server. */
export interface ServerFault {
  /** Faults of the same reason are shown once; faults without a reason, each time. */
  readonly reason?: string;
  /** The line to show; names from the network are in it as they came. */
  readonly text: string;
}

export interface ServerEventView<E> extends View<E> {
  /** Undefined for an event without a fault. */
  readonly faultOf: (event: E) => ServerFault | undefined;
}

/** Shows the events of a server: with `-v` each event as a result, else each fault once as a warning. */
export function openServerEventView<E>(
  { faultOf, ...view }: ServerEventView<E>,
  screen: Screen,
  { format, isVerbose = false }: ScreenSinkSettings,
): { take(event: E): void } {
  if (isVerbose) return { take: createPrinter(format, view, screen) };
  const shown = new Set<string>();
  return {
    take: (event) => {
      const fault = faultOf(event);
      if (fault === undefined) return;
      if (fault.reason !== undefined) {
        if (shown.has(fault.reason) || shown.size >= MAX_REASONS) return;
        shown.add(fault.reason);
      }
      screen.warn(escapeControl(fault.text));
    },
  };
}
