import type { Group } from '../alarm/engine/group.ts';
import type { Point } from '../alarm/engine/point.ts';
import type { AlarmEvent } from '../alarm/event.ts';
import type { Address } from '../building/address.ts';
import type { Limit } from '../building/limit.ts';
import type { MessageProperties, SessionState } from '../session.ts';
import type { CommandObservation } from './command-kinds.ts';
import type { ObservedProgress, ObservedSummary } from './counts.ts';

/**
 * The observations of all commands, in one union. A service hands each observation to a `Sink` (sink.ts).
 *
 * A new kind of observation is an interface here, a member of this union, and a view in the table of
 * `sinks/screen/views.ts`; the compiler asks for the view. A kind of one command alone is in `command-kinds.ts`, and
 * the command hands its view to the screen. A kind for other sinks than the screen (exec, a web page) needs a record in
 * `sinks/record.ts`.
 * A new sink is one file in `sinks/` and one line in `sinks/list.ts`; the file lists the kinds that the sink takes.
 *
 * An observation is one small object. Readings pass by hundreds of thousands a second: a service builds the object
 * once, and sinks share it without a copy.
 */
export type Observation =
  | ObservedMessage
  | ObservedBreach
  | ObservedAlarm
  | UnreadableMessage
  | ObservedConnection
  | ObservedSubscription
  | Note
  | ObservedProgress
  | ObservedSummary
  | CommandObservation;

/** The names of the kinds of observation. */
export type ObservationKind = Observation['kind'];

/** The observation of one kind. */
export type ObservationOf<K extends ObservationKind> = Extract<Observation, { readonly kind: K }>;

/** A published or received message, with the reading in its payload if there is one. */
export interface ObservedMessage {
  readonly kind: 'message';
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: Uint8Array;
  readonly reading: ObservedReading | undefined;
  /** The time of arrival or departure, in milliseconds since 1970. */
  readonly atMs: number;
  /** Of a received message. */
  readonly packetId?: number | undefined;
  readonly properties?: MessageProperties | undefined;
}

/** The reading in the payload of a message. */
export interface ObservedReading {
  readonly address: Address;
  /** In the unit of the sensor. */
  readonly value: number;
  /** The reading's own time, in milliseconds since 1970. */
  readonly timeMs: number | undefined;
  readonly seq: number | undefined;
  /** The name of the payload format. */
  readonly format: string;
}

/** A reading beyond a limit. */
export interface ObservedBreach {
  readonly kind: 'breach';
  readonly address: Address;
  readonly topic: string;
  /** In the unit of the sensor. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly limit: Limit;
  /** The last run may have told the breach already. */
  readonly repeated?: true;
}

/** An alarm was raised, cleared, acknowledged … */
export interface ObservedAlarm {
  readonly kind: 'alarm';
  readonly event: AlarmEvent;
  /** The sensor, or the part of a building, with this alarm. The object is live: later events change it. */
  readonly subject: Point | Group | undefined;
}

/** The topic or the payload of a message cannot be read. Observed once for each topic. */
export interface UnreadableMessage {
  readonly kind: 'unreadable';
  readonly topic: string;
  readonly reason: string;
}

/** A connection to a broker or gateway was made, lost … */
export interface ObservedConnection {
  readonly kind: 'connection';
  /** The broker or gateway as a URL without user and password. */
  readonly where: string;
  /** This process hosts the broker. */
  readonly isHosted: boolean;
  readonly state: SessionState;
}

/** A subscription stands: later messages arrive. */
export interface ObservedSubscription {
  readonly kind: 'subscription';
  readonly filters: readonly string[];
}

/** A sentence for the user, if no other kind fits. The service escapes names from the network. */
export interface Note {
  readonly kind: 'note';
  readonly text: string;
  /** A warning is shown with `--quiet` too. */
  readonly isWarning: boolean;
}
