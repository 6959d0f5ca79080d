import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import type { AnyOptions, Settings } from '../options/option.ts';

/** A kind of sink besides the screen: its options, and the function that opens it. */
export interface SinkKind<O extends AnyOptions = AnyOptions, K extends ObservationKind = ObservationKind> {
  /** The kinds of observation for the sink. A command with one of these observations offers the sink's options. */
  readonly takes: readonly K[];
  readonly options: O;
  /** Opens the sink; undefined if the settings do not ask for it. */
  readonly open: (settings: Settings<O>, host: SinkHost) => Sink | undefined;
}

/** A kind of sink with any options, as the list of sinks knows it. */
// biome-ignore lint/suspicious/noExplicitAny: settings are made from the very options that `open` declares
export type AnySinkKind = SinkKind<any, ObservationKind>;

/** The parts of a command for a sink to use. */
export interface SinkHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Shows a warning on the screen. */
  readonly warn: (text: string) => void;
  /** The command's session, once there is one. */
  readonly session: Promise<PublishingSession>;
}

/** A session, as a sink uses it. */
export interface PublishingSession {
  publish(
    message: {
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 1;
      readonly retain: boolean;
    },
    done: (error?: Error) => void,
  ): void;
}

/** Keeps the types of a sink's options and observations. */
export function sinkKind<const O extends AnyOptions, const K extends ObservationKind>(
  kind: SinkKind<O, K>,
): SinkKind<O, K> {
  return kind;
}
