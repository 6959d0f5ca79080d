import type { Screen } from '../../sinks/screen/screen.ts';
import { escapeControl } from '../../text/escape.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { Exchanges, type Step } from '../../trace/exchange.ts';
import { Totals } from '../../trace/totals.ts';
import type { CaptureFile } from './capture-file.ts';
import type { Presenter } from './presenter.ts';

export interface ObserverSettings {
  readonly screen: Screen;
  readonly presenter: Presenter;
  readonly capture: CaptureFile | undefined;
  /** Nothing more is shown once it says so; it is still passed on and counted. */
  readonly isOver: () => boolean;
  /** Told after each packet how many there were. */
  readonly onPacket: (count: number) => void;
}

export interface Observer {
  see(event: TraceEvent): void;
  /** Shows the totals. */
  finish(): void;
}

const ALONE: Step = { role: 'alone' };

/** Hands each event to everyone who makes something of it. */
export function createObserver(settings: ObserverSettings): Observer {
  const { screen, presenter, capture, isOver, onPacket } = settings;
  const exchanges = new Exchanges();
  const totals = new Totals();
  let packets = 0;
  return {
    see: (event) => {
      capture?.add(event);
      if (event.kind === 'refused') screen.warn(`#${event.connection}: ${escapeControl(event.reason)}`);
      const step = event.kind === 'seen' ? exchanges.step(event) : ALONE;
      totals.add(event, step);
      if (!isOver()) presenter.show(event, step);
      if (event.kind === 'closed') exchanges.forget(event.connection);
      if (event.kind === 'seen' && event.sighting.kind === 'packet') onPacket(++packets);
    },
    finish: () => presenter.summarize(totals.summary()),
  };
}
