import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import type { AnyOptions, Settings } from '../options/option.ts';
import { exec } from './exec.ts';
import type { AnySinkKind, SinkHost, SinkKind } from './sink-kind.ts';
import { stateTopics } from './state-topics.ts';

/** Every sink besides the screen, in the order of the help. A new sink is a file and a line here. */
const SINKS = [stateTopics, exec] as const;

type Listed = (typeof SINKS)[number];
type Taking<S, K extends ObservationKind> =
  S extends SinkKind<infer O, infer T> ? (K extends T ? O : never) : never;
type Intersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
/** The options of all sinks for a kind of observation. */
export type SinkOptions<K extends ObservationKind> = Intersection<Taking<Listed, K>> & AnyOptions;

/** The options of all sinks for this kind of observation. */
export function sinkOptions<K extends ObservationKind>(kind: K): SinkOptions<K> {
  return Object.assign({}, ...sinksFor(kind).map(({ options }) => options));
}

/** Opens the sinks in the settings. */
export function openSinks<K extends ObservationKind>(
  kind: K,
  settings: Settings<SinkOptions<K>>,
  host: SinkHost,
): readonly Sink[] {
  return sinksFor(kind)
    .map(({ open }) => open(settings, host))
    .filter((sink) => sink !== undefined);
}

function sinksFor(kind: ObservationKind): readonly AnySinkKind[] {
  return (SINKS as readonly AnySinkKind[]).filter(({ takes }) => takes.includes(kind));
}
