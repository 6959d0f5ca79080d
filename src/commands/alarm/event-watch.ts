import { AlarmEngine } from '../../alarm/engine/engine.ts';
import type { AlarmEvent, EventState } from '../../alarm/event.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import type { Level } from '../../building/limit.ts';
import type { AlarmWatch } from './watch.ts';

export interface EventWatchSettings {
  readonly ruleSet: RuleSet;
  readonly description: string;
  readonly raiseRetained: boolean;
  /** The real clock, milliseconds. */
  readonly now: () => number;
  readonly report: (event: AlarmEvent) => void;
}

/** Events that count as an alarm, for `--count` and `--fail-on`. */
const ALARMS: readonly EventState[] = ['raised', 'silent'];
const SEVERITIES: readonly EventState[] = [...ALARMS, 'escalated'];

/** Reports alarms as they come and go. */
export function createEventWatch(settings: EventWatchSettings): AlarmWatch {
  const { ruleSet, description, raiseRetained, now, report } = settings;
  const engine = new AlarmEngine({ ruleSet, raiseRetained });
  const levels = new Set<Level>();
  let alarms = 0;
  let heardAt = now();

  const tell = (events: readonly AlarmEvent[]): void => {
    for (const event of events) {
      if (ALARMS.includes(event.state)) alarms++;
      if (SEVERITIES.includes(event.state)) levels.add(event.level);
      report(event);
    }
  };

  return {
    description,
    levels,
    get alarms() {
      return alarms;
    },
    take: (arrival) => {
      heardAt = now();
      tell(engine.read(arrival));
    },
    // Between readings time goes on as the real clock does, from the newest time that was seen.
    tick: () => {
      if (engine.now > -Infinity) tell(engine.advance(engine.now + elapsed()));
    },
    end: async () => {},
  };

  function elapsed(): number {
    const at = now();
    const passed = Math.max(0, at - heardAt);
    heardAt = at;
    return passed;
  }
}
