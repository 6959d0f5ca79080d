import { AlarmEngine } from '../../alarm/engine/engine.ts';
import type { AlarmEvent, EventState } from '../../alarm/event.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import type { RoomTypeOf } from '../../alarm/rules/scope.ts';
import { AlarmStatistics } from '../../alarm/statistics/statistics.ts';
import type { Level } from '../../building/limit.ts';
import { summaryLines } from '../../report/summary-lines.ts';
import type { Sink } from '../../sinks/sink.ts';
import type { StateFile } from '../../sinks/state-file.ts';
import type { AlarmWatch } from './watch.ts';

export interface EventWatchSettings {
  readonly ruleSet: RuleSet;
  readonly description: string;
  readonly roomTypeOf: RoomTypeOf;
  readonly raiseRetained: boolean;
  /** The real clock, milliseconds. */
  readonly now: () => number;
  readonly note: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Where events go; the screen is one of them. */
  readonly sinks: readonly Sink[];
  readonly stateFile?: StateFile | undefined;
}

export interface EventWatch extends AlarmWatch {
  readonly engine: AlarmEngine;
  /** Tells events that did not come of a reading. */
  tell(events: readonly AlarmEvent[]): void;
}

/** Events that count as an alarm, for `--count` and `--fail-on`. */
const ALARMS: readonly EventState[] = ['raised', 'silent'];
const SEVERITIES: readonly EventState[] = [...ALARMS, 'escalated'];

/** Reports alarms as they come and go. */
export function createEventWatch(settings: EventWatchSettings): EventWatch {
  const { ruleSet, description, roomTypeOf, raiseRetained, now, note, warn, sinks, stateFile } = settings;
  const engine = new AlarmEngine({
    ruleSet,
    roomTypeOf,
    raiseRetained,
    onChange: (point) => stateFile?.note(point),
  });
  if (stateFile !== undefined) engine.restore(stateFile.load());
  stateFile?.flush(engine);
  const statistics = new AlarmStatistics();
  const levels = new Set<Level>();
  let alarms = 0;
  let heardAt = now();

  // Alarms go on where the disk does not.
  let isKept = stateFile !== undefined;
  const keep = (withGroups: boolean): void => {
    if (!isKept) return;
    try {
      stateFile?.flush(engine, withGroups);
    } catch (error) {
      isKept = false;
      warn(`${(error as Error).message}; the alarms are no longer kept`);
    }
  };
  const tell = (events: readonly AlarmEvent[]): void => {
    if (events.length === 0) return;
    // What is told must be known after a restart, so it is kept first.
    keep(events.some(({ place }) => place !== undefined));
    for (const event of events) {
      if (ALARMS.includes(event.state)) alarms++;
      if (SEVERITIES.includes(event.state)) levels.add(event.level);
      statistics.add(event);
      for (const sink of sinks) sink.take(event);
    }
  };

  return {
    engine,
    description,
    levels,
    tell,
    get alarms() {
      return alarms;
    },
    take: (arrival) => {
      heardAt = now();
      tell(engine.read(arrival));
    },
    // Between readings time goes on as the real clock does, from the newest time that was seen.
    tick: () => {
      const at = now();
      const passed = Math.max(0, at - heardAt);
      heardAt = at;
      if (engine.now > -Infinity) tell(engine.advance(engine.now + passed));
      keep(false);
    },
    end: async () => {
      const ends = await Promise.all(sinks.map((sink) => sink.end()));
      keep(false);
      stateFile?.close();
      for (const line of [
        ...summaryLines(statistics.summary(engine.now)),
        ...readingLines(engine),
        ...ends,
      ]) {
        if (line !== '') note(line);
      }
    },
  };
}

/** What was odd about the readings, if anything was. */
function readingLines({ counts }: AlarmEngine): string[] {
  const odd: [number, string][] = [
    [counts.retained, 'retained'],
    [counts.duplicates, 'duplicate'],
    [counts.outOfOrder, 'out of order'],
    [counts.late, 'late'],
    [counts.invalid, 'invalid'],
    [counts.implausible, 'with a time that is not plausible'],
  ];
  const shown = odd.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return shown.length === 0 ? [] : [`of the readings ${shown.join(', ')}`];
}
