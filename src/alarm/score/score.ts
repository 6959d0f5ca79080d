import type { AlarmEpisode } from './episode.ts';

/** An event of the ground truth. */
export interface TrueEvent {
  readonly id: string;
  readonly type: string;
  /** The topics, without a prefix, of the sensors around the event. */
  readonly sensors: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  /** The first moment worth an alarm. */
  readonly onsetMs: number;
}

interface ScoreSettings {
  /** An alarm up to this long after the end of an event still belongs to the event. */
  readonly graceMs: number;
  /** The beginning of the readings. */
  readonly startMs?: number | undefined;
  /** False for a type of event that needs no alarm, such as a message that arrives twice. Left out, all need one. */
  readonly isAlarmable?: (type: string) => boolean;
}

export interface TypeScore {
  readonly type: string;
  readonly events: number;
  readonly detected: number;
  /** Detected among the events. */
  readonly recall: number;
  /** From onset to the first alarm; undefined without a detected event. */
  readonly medianDelayMs: number | undefined;
  readonly maxDelayMs: number | undefined;
}

export interface Score {
  /** The events that need an alarm. */
  readonly events: number;
  readonly detected: number;
  readonly missed: number;
  /** Alarms at events that need one, and false alarms. */
  readonly alarms: number;
  /** Alarms without an event at their place and time. */
  readonly falseAlarms: number;
  /** Detected among the events; 1 without events. */
  readonly recall: number;
  /** The mean of the types' recalls: a frequent type weighs no more than a rare one. 1 without events. */
  readonly meanRecall: number;
  /** True among the alarms; 1 without alarms. */
  readonly precision: number;
  /** The types that need an alarm. */
  readonly byType: readonly TypeScore[];
  /** The types that need none: neither missed nor false. */
  readonly notAlarmable: readonly TypeScore[];
  /** False alarms by rule, the most first. */
  readonly falseByRule: readonly (readonly [rule: string, count: number])[];
}

/**
 * Compares alarms with the ground truth, by overlap in place and time. An alarm at the place of an event detects the
 * event if active at some time from its start until `graceMs` after its end. The delay counts from the onset, or from
 * the beginning of the readings if later. An alarm without such an overlap is false. An alarm that only meets events
 * that need none is neither true nor false.
 */
export function score(
  events: readonly TrueEvent[],
  alarms: readonly AlarmEpisode[],
  { graceMs, startMs = -Infinity, isAlarmable = () => true }: ScoreSettings,
): Score {
  const index = new PlaceIndex(alarms);
  const isTrue = new Set<AlarmEpisode>();
  const isExplained = new Set<AlarmEpisode>();
  const delays = new Map<string, Delays>();
  for (const event of events) {
    const hits = index.near(event).filter((alarm) => isDuring(event, alarm, graceMs));
    for (const hit of hits) (isAlarmable(event.type) ? isTrue : isExplained).add(hit);
    const ofType = delays.get(event.type) ?? { events: 0, delays: [] };
    ofType.events++;
    if (hits.length > 0) {
      const first = Math.min(...hits.map((hit) => hit.startMs));
      ofType.delays.push(Math.max(0, first - Math.max(event.onsetMs, startMs)));
    }
    delays.set(event.type, ofType);
  }
  const types = [...delays].map(([type, found]) => typeScore(type, found)).sort(byEvents);
  const byType = types.filter(({ type }) => isAlarmable(type));
  const needed = sum(byType.map((type) => type.events));
  const detected = sum(byType.map((type) => type.detected));
  const falseOnes = alarms.filter((alarm) => !isTrue.has(alarm) && !isExplained.has(alarm));
  const counted = isTrue.size + falseOnes.length;
  return {
    events: needed,
    detected,
    missed: needed - detected,
    alarms: counted,
    falseAlarms: falseOnes.length,
    recall: needed === 0 ? 1 : detected / needed,
    meanRecall: byType.length === 0 ? 1 : sum(byType.map(({ recall }) => recall)) / byType.length,
    precision: counted === 0 ? 1 : isTrue.size / counted,
    byType,
    notAlarmable: types.filter(({ type }) => !isAlarmable(type)),
    falseByRule: countByRule(falseOnes),
  };
}

interface Delays {
  events: number;
  readonly delays: number[];
}

function byEvents(a: TypeScore, b: TypeScore): number {
  return b.events - a.events || (a.type < b.type ? -1 : 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

function isDuring(event: TrueEvent, alarm: AlarmEpisode, graceMs: number): boolean {
  return alarm.startMs <= event.endMs + graceMs && alarm.endMs >= event.startMs;
}

function typeScore(type: string, { events, delays }: Delays): TypeScore {
  const sorted = [...delays].sort((a, b) => a - b);
  return {
    type,
    events,
    detected: delays.length,
    recall: delays.length / events,
    medianDelayMs: sorted[Math.floor((sorted.length - 1) / 2)],
    maxDelayMs: sorted.at(-1),
  };
}

function countByRule(alarms: readonly AlarmEpisode[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { rule } of alarms) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Finds the alarms at the sensors of an event, or at the places around them. */
class PlaceIndex {
  readonly #alarms = new Map<string, AlarmEpisode[]>();

  constructor(alarms: readonly AlarmEpisode[]) {
    for (const alarm of alarms) {
      const known = this.#alarms.get(alarm.topic);
      if (known === undefined) this.#alarms.set(alarm.topic, [alarm]);
      else known.push(alarm);
    }
  }

  near({ sensors }: TrueEvent): AlarmEpisode[] {
    const places = new Set(sensors.flatMap(frontsOf));
    return [...places].flatMap((place) => this.#alarms.get(place) ?? []);
  }
}

/** `B/P_2/O/4/TEMP` itself, `B/P_2/O/4`, and so on to `B`. */
function frontsOf(topic: string): string[] {
  const fronts = [topic];
  for (let end = topic.lastIndexOf('/'); end > 0; end = topic.lastIndexOf('/', end - 1))
    fronts.push(topic.slice(0, end));
  return fronts;
}
