import { AlarmEngine } from '../../alarm/engine/engine.ts';
import { EngineSnapshot } from '../../alarm/engine/engine-snapshot.ts';
import type { AlarmEvent, EventState } from '../../alarm/event.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import type { RoomTypeOf } from '../../alarm/rules/scope.ts';
import { AlarmStatistics } from '../../alarm/statistics/statistics.ts';
import type { Level } from '../../building/limit.ts';
import { readingLines, summaryLines, summaryRecord } from '../../sinks/screen/views/alarm-summary.ts';
import type { Sink } from '../../sinks/sink.ts';
import { escapeJson } from '../../text/escape.ts';
import { createKeeping, type OpenState } from './state.ts';
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
  /** The summary is a JSON line, for programs. */
  readonly isJson: boolean;
  readonly state?: OpenState | undefined;
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
  const { ruleSet, description, roomTypeOf, raiseRetained, now, note, warn, sinks, state, isJson } = settings;
  const engine = new AlarmEngine({
    ruleSet,
    roomTypeOf,
    raiseRetained,
    onChange: (point) => state && keeper.note(point),
    onGroupChange: (group) => state && keeper.noteGroup(group),
  });
  const keeper = new EngineSnapshot(engine);
  if (state !== undefined) engine.restore(state.former);
  const { keep, close } = createKeeping(state?.file, keeper, warn);
  const statistics = new AlarmStatistics();
  const levels = new Set<Level>();
  let alarms = 0;
  let heardAt = now();

  const tell = (events: readonly AlarmEvent[]): void => {
    if (events.length === 0) return;
    // What is told must be known after a restart, so it is kept first.
    keep();
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
      keep();
    },
    end: async () => {
      const ends = await Promise.all(sinks.map((sink) => sink.end()));
      keep();
      close();
      const summary = statistics.summary(engine.now);
      if (isJson) note(escapeJson(JSON.stringify(summaryRecord(summary, engine.counts))));
      const lines = isJson ? [] : [...summaryLines(summary), ...readingLines(engine.counts)];
      for (const line of [...lines, ...ends]) if (line !== '') note(line);
    },
  };
}
