/** The causes of a client's absence. */
export type OutageCause =
  /** `--churn`: it said DISCONNECT, and went. */
  | 'left'
  /** `--churn`: it went without a word. */
  | 'vanished'
  /** `--churn`: it connected from a second place, and the broker closed the first connection. */
  | 'moved'
  /** A fault of the building cut the client off. */
  | 'cut'
  /** The broker or the network closed the connection. */
  | 'lost';

/** The time in which a client was not online, by what the broker was told. */
export interface Outage {
  readonly clientId: string;
  readonly statusTopic: string | undefined;
  /** The part of the building, as topic levels without a prefix. */
  readonly place: string;
  readonly cause: OutageCause;
  /** Real time, in milliseconds since 1970. */
  readonly startMs: number;
  /** The broker had acknowledged `online`; undefined if the run ended before. */
  readonly endMs: number | undefined;
}
