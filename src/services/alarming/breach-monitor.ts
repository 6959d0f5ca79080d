import { breachOf } from '../../alarm/breach.ts';
import { ReportedBreaches } from '../../alarm/breach-dedup.ts';
import type { Level } from '../../building/limit.ts';
import type { ObservedBreach } from '../../observation/observation.ts';
import type { Sink } from '../../observation/sink.ts';
import type { LimitSource } from './limit-source.ts';
import type { AlarmMonitor } from './monitor.ts';
import { repeatedBreach } from './repeated.ts';
import type { SavedState } from './saved-state.ts';
import { createStateKeeper } from './state-keeper.ts';

/** The receiver's own clock may be corrected by so much. */
const MAX_STEP_MS = 60_000;

/** Observes every reading beyond a limit. */
export function createBreachMonitor(
  { description, limitsOf, maxTopics }: LimitSource & { readonly maxTopics: number },
  state: SavedState | undefined,
  sink: Sink,
): AlarmMonitor {
  const reported = new ReportedBreaches(state?.former ?? [], maxTopics);
  let isPastKnown = false;
  const keeper = createStateKeeper<ObservedBreach>(
    { saved: state, source: reported, hand: sink.take, revive: repeatedBreach },
    sink,
  );
  const levels = new Set<Level>();
  let alarms = 0;
  return {
    description,
    levels,
    get alarms() {
      return alarms;
    },
    take: (arrival) => {
      const { address, topic, value, timeMs, clockLimitMs } = arrival;
      if (!isPastKnown && clockLimitMs !== undefined) {
        isPastKnown = true;
        reported.forgetAfter(clockLimitMs + MAX_STEP_MS);
      }
      const limit = breachOf(limitsOf(address, timeMs), value);
      if (limit === undefined || reported.wasReported(topic, arrival)) return;
      if (state !== undefined) reported.add(topic, arrival);
      alarms++;
      levels.add(limit.level);
      keeper.tell([{ kind: 'breach', address, topic, value, timeMs, limit }]);
    },
    tick: keeper.write,
    end: () => {},
    close: keeper.close,
  };
}
