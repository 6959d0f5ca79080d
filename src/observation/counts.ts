import type { ReadingCounts } from '../alarm/engine/reading-counts.ts';
import type { AlarmSummary } from '../alarm/statistics/statistics.ts';
import type { Address } from '../building/address.ts';
import type { Limit } from '../building/limit.ts';

/** The counts so far. Observed once a second: silence of the sensors must not look like a fault. */
export interface ObservedProgress {
  readonly kind: 'progress';
  readonly counts: Counts;
}

/** The last observation of its kind: the totals of a command. */
export interface ObservedSummary {
  readonly kind: 'summary';
  readonly counts: Counts | AlarmTotals | PublishTotals;
}

/** The growing counts of a running command, by its kind of work. */
export type Counts =
  | {
      readonly of: 'messages';
      readonly messages: number;
      /** Messages of topics beyond the limit of kept topics. */
      readonly surplus: number;
    }
  | {
      readonly of: 'published';
      readonly messages: number;
      readonly clients?: ClientTotals | undefined;
    }
  /** The packets awaited by a check. */
  | { readonly of: 'awaited'; readonly done: number; readonly due: number; readonly packet: string }
  | {
      readonly of: 'measured';
      readonly qos: number;
      readonly isWarmingUp: boolean;
      readonly published: number;
      readonly delivered: number;
    }
  | {
      readonly of: 'readings';
      readonly readings: number;
      readonly alarms: number;
      readonly unreadable: number;
      /** Readings whose own time was too far ahead to be believed. */
      readonly ahead: number;
      /** The reading that came nearest to its limit; undefined once there was an alarm. */
      readonly nearest?: NearestReading | undefined;
      /** Messages of topics beyond the limit of kept topics. */
      readonly surplus: number;
    };

/** A reading within its limits. */
export interface NearestReading {
  readonly address: Address;
  /** In the unit of the sensor. */
  readonly value: number;
  readonly limit: Limit;
}

/** All alarms of a run, and the irregularities of its readings. */
export interface AlarmTotals {
  readonly of: 'alarms';
  readonly summary: AlarmSummary;
  readonly readings: ReadingCounts;
}

/** All messages of a publisher. */
export interface PublishTotals {
  readonly of: 'publishing';
  readonly sent: number;
  /** Bytes of the payloads. */
  readonly bytes: number;
  /** Messages at QoS 0, due without a connection or lost with one. QoS 0 allows this. */
  readonly dropped: number;
  /** Messages without acknowledgement at QoS 1 or 2; at QoS 0, messages still waiting for the socket. */
  readonly undelivered: number;
  /** Real milliseconds from the first message to the last. */
  readonly elapsedMs: number;
  /** Undefined for one client. */
  readonly clients?: ClientTotals | undefined;
}

/** Many clients of one command. */
export interface ClientTotals {
  readonly clients: number;
  readonly connected: number;
  /** Connecting, or waiting for another attempt. */
  readonly connecting: number;
  /** Not connected on purpose. */
  readonly away: number;
  /** Refused for good: the broker's reason, and the clients. */
  readonly refused: readonly (readonly [why: string, clients: number])[];
  /** Connections that the broker or the network closed so far. */
  readonly losses: number;
}
