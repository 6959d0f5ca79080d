import type { Level } from '../building/limit.ts';
import type { Place, Priority } from './rules/rule.ts';

/** The states of an alarm event. The states from `acknowledged` on follow a command. */
export const EVENT_STATES = [
  'raised',
  /** To a more severe level. */
  'escalated',
  /** To a less severe level. */
  'eased',
  'cleared',
  'silent',
  /** Heard after silence, or measuring after invalid readings. */
  'back',
  /** The reading is an error code, impossible or no number. */
  'invalid',
  /** In alarm, but quiet because of another rule or a shelf. */
  'suppressed',
  'unsuppressed',
  'acknowledged',
  'shelved',
  'unshelved',
] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** A change of one sensor's alarm, or of the silence of a room, wing, floor or building. */
export interface AlarmEvent {
  readonly state: EventState;
  readonly level: Level;
  readonly priority: Priority;
  /** The sensor's topic, or the front of it for a room, wing, floor or building. */
  readonly topic: string;
  /** The scope of the topic; left out for a sensor. */
  readonly place?: Place;
  /** The name of the rule; empty for an event without a rule. */
  readonly rule: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** The sensor's last value; undefined without a value. */
  readonly value?: number | undefined;
  readonly limit?: number | undefined;
  /** Duration so far of the alarm, the silence or the invalid readings. */
  readonly durationMs?: number | undefined;
  /** The value farthest beyond the limit so far. */
  readonly peak?: number | undefined;
  /** The cause of the suppression: the name of a rule, or `shelved`. */
  readonly by?: string | undefined;
  /** The message template of the rule. */
  readonly template?: string | undefined;
  /** The last run may have told the event already. */
  readonly repeated?: true;
}
