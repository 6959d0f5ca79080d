import { AlarmEngine } from '../../alarm/engine/engine.ts';
import { EngineSnapshot } from '../../alarm/engine/engine-snapshot.ts';
import type { Group } from '../../alarm/engine/group.ts';
import type { Point } from '../../alarm/engine/point.ts';
import type { AlarmEvent, EventState } from '../../alarm/event.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import type { RoomTypeOf } from '../../alarm/rules/scope.ts';
import { AlarmStatistics } from '../../alarm/statistics/statistics.ts';
import type { Level } from '../../building/limit.ts';
import type { Sink } from '../../observation/sink.ts';
import type { AlarmMonitor } from './monitor.ts';
import { repeatedEvent } from './repeated.ts';
import type { SavedState } from './saved-state.ts';
import { createStandstill } from './standstill.ts';
import { createStateKeeper } from './state-keeper.ts';

export interface EventMonitorSettings {
  readonly ruleSet: RuleSet;
  /** The rules in words. */
  readonly description: string;
  readonly roomTypeOf: RoomTypeOf;
  readonly raiseRetained: boolean;
  /** At most so many topics are kept in memory. */
  readonly maxTopics: number;
  /** The real clock, in milliseconds. */
  readonly now: () => number;
  readonly state?: SavedState | undefined;
}

export interface EventMonitor extends AlarmMonitor {
  readonly engine: AlarmEngine;
  /** Observes events without a reading, of operator commands for instance. */
  report(events: readonly AlarmEvent[]): void;
}

/** Events that count as an alarm, for `--count` and `--fail-on`. */
const ALARMS: readonly EventState[] = ['raised', 'silent'];
const SEVERITIES: readonly EventState[] = [...ALARMS, 'escalated'];

/** The receiver's own clock may be corrected by so much. */
const MAX_STEP_MS = 60_000;

/** Observes alarms as they come and go. */
export function createEventMonitor(settings: EventMonitorSettings, sink: Sink): EventMonitor {
  const { ruleSet, description, roomTypeOf, raiseRetained, maxTopics, now, state } = settings;
  const engine = new AlarmEngine({
    ruleSet,
    roomTypeOf,
    raiseRetained,
    maxPoints: maxTopics,
    onChange: (point) => state && snapshot.note(point),
    onGroupChange: (group) => state && snapshot.noteGroup(group),
  });
  const snapshot = new EngineSnapshot(engine);
  if (state !== undefined) engine.restore(state.former);
  const subjectOf = createSubjectLookup(engine);
  const keeper = createStateKeeper<AlarmEvent>(
    {
      saved: state,
      source: snapshot,
      hand: (event) => sink.take({ kind: 'alarm', event, subject: subjectOf(event) }),
      revive: repeatedEvent,
    },
    sink,
  );
  const statistics = new AlarmStatistics();
  const levels = new Set<Level>();
  let alarms = 0;
  let lastReadingMs = now();
  const standstill = createStandstill();

  const report = (events: readonly AlarmEvent[]): void => {
    if (events.length === 0) return;
    for (const event of events) {
      if (ALARMS.includes(event.state)) alarms++;
      if (SEVERITIES.includes(event.state)) levels.add(event.level);
      statistics.add(event);
    }
    keeper.tell(events);
  };

  return {
    engine,
    description,
    levels,
    report,
    get alarms() {
      return alarms;
    },
    take: (arrival) => {
      lastReadingMs = now();
      if (standstill.noteReading(lastReadingMs)) engine.stopListening();
      // Believed once, disproved now: a state file, or sensors that agreed on a wrong time.
      const { clockLimitMs = Infinity } = arrival;
      if (engine.now > clockLimitMs + MAX_STEP_MS) engine.setBack(Math.min(clockLimitMs, arrival.timeMs));
      report(engine.read(arrival));
    },
    // Between readings the alarms' clock goes on with the real clock, from the newest time of a reading.
    tick: () => {
      const tickMs = now();
      const listening = standstill.noteTick(tickMs);
      if (listening.state === 'begun') engine.stopListening();
      if (listening.state === 'begun' || listening.state === 'catching-up') return;
      const passedMs = Math.max(0, tickMs - lastReadingMs);
      lastReadingMs = tickMs;
      if (listening.state === 'ended') engine.listenAgain(passedMs, listening.downMs);
      else if (engine.now > -Infinity) report(engine.advance(engine.now + passedMs));
      keeper.write();
    },
    end: () => {
      const summary = statistics.summary(engine.now);
      sink.take({ kind: 'summary', counts: { of: 'alarms', summary, readings: engine.counts } });
    },
    close: keeper.close,
  };
}

/** Finds the sensor or the group of an event. Groups are few, and indexed when a new one has an event. */
function createSubjectLookup(engine: AlarmEngine): (event: AlarmEvent) => Point | Group | undefined {
  let groups = new Map<string, Group>();
  return ({ topic, place = 'sensor' }) => {
    if (place === 'sensor') return engine.point(topic);
    if (!groups.has(topic)) {
      // Of several groups of one topic the first counts.
      groups = new Map([...engine.groups()].reverse().map((group) => [group.topic, group]));
    }
    return groups.get(topic);
  };
}
