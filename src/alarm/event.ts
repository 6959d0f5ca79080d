import type { Level } from '../building/limit.ts';
import type { Place, Priority } from './rules/rule.ts';

/** What can be told about an alarm. Those from `acknowledged` on answer to a command. */
export const EVENT_STATES = [
  'raised',
  /** To a more severe level. */
  'escalated',
  /** To a less severe level. */
  'eased',
  'cleared',
  'silent',
  /** EngineReading again after silence, or measuring again after invalid readings. */
  'back',
  /** A reading that is an error code, impossible or no number. */
  'invalid',
  /** Would be in alarm, but another rule or a shelf keeps it quiet. */
  'suppressed',
  'unsuppressed',
  'acknowledged',
  'shelved',
  'unshelved',
] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** Something that happened to the alarm of one sensor, or to the silence of a part of the building. */
export interface AlarmEvent {
  readonly state: EventState;
  readonly level: Level;
  readonly priority: Priority;
  /** The sensor's topic, or the front of it for a room, wing, floor or building. */
  readonly topic: string;
  /** What the topic names; a sensor where it is left out. */
  readonly place?: Place;
  /** The name of the rule; empty where no rule has a part in it. */
  readonly rule: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The sensor's last value; undefined where there is none. */
  readonly value?: number | undefined;
  readonly limit?: number | undefined;
  /** How long the alarm, the silence or the invalid readings lasted so far. */
  readonly durationMs?: number | undefined;
  /** The value farthest beyond the limit so far. */
  readonly peak?: number | undefined;
  /** What suppressed it: the name of a rule, or `shelved`. */
  readonly by?: string | undefined;
  /** The message template of the rule. */
  readonly template?: string | undefined;
}
