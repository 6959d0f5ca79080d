import { mergeSnapshots } from '../../alarm/engine/merge-snapshots.ts';
import type { SnapshotRecord } from '../../alarm/engine/snapshot.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import { parseTopic } from '../../building/topic.ts';
import { usageFailure } from '../../failure.ts';
import { filterMatches } from '../../mqtt-protocol/topic.ts';
import { counted } from '../../text/counted.ts';
import { type LoadedState, StateFile, type StateKind } from './state-file.ts';
import { lockStateFile, type StateLock } from './state-lock.ts';

export interface SavedStateSettings {
  /** The state file; undefined for none. */
  readonly path: string | undefined;
  /** State files of other workers, whose sensors this one may take over. */
  readonly fromPaths: readonly string[];
}

/** A state file, and the state at the start. */
export interface SavedState {
  readonly file: StateFile;
  readonly lock: StateLock;
  readonly former: readonly SnapshotRecord[];
  /** Events of the last run that were perhaps not told, as JSON had them. */
  readonly untold: readonly unknown[];
  /** What the user should know. */
  readonly warnings: readonly string[];
}

/**
 * Opens and locks the state file, if there is one. The state is the file's own; at its first start, the parts of
 * `fromPaths` about this worker's own sensors. Throws a usage failure.
 */
export async function openSavedState(
  kind: StateKind,
  { path, fromPaths }: SavedStateSettings,
  isOwn: (topic: string) => boolean,
): Promise<SavedState | undefined> {
  if (path === undefined) {
    if (fromPaths.length > 0)
      throw usageFailure('--from-state needs --state: the new state file begins with it');
    return undefined;
  }
  const lock = await lockStateFile(path);
  try {
    const state = readState(kind, path, fromPaths, isOwn);
    return { ...state, lock, warnings: [...lockFault(path, lock), ...state.warnings] };
  } catch (cause) {
    await lock.release();
    throw cause;
  }
}

function readState(
  kind: StateKind,
  path: string,
  fromPaths: readonly string[],
  isOwn: (topic: string) => boolean,
): Omit<SavedState, 'lock'> {
  const file = new StateFile(path, kind);
  const own = file.load();
  const others = fromPaths.map((from) => ({
    path: from,
    ...(new StateFile(from, kind).load() ?? (own === undefined ? missing(from) : NOTHING)),
  }));
  const former = own?.records ?? mergeSnapshots(others.map(({ records }) => records));
  const newer = others.find(({ records }) => clockOf(records) > clockOf(former));
  if (newer !== undefined) {
    throw usageFailure(
      `--state '${path}' is older than --from-state '${newer.path}': remove it if it is of an earlier change`,
    );
  }
  const ours = former.filter((record) => !('topic' in record) || isOwn(record.topic));
  const untold =
    own?.untold ?? others.flatMap((other) => other.untold).filter((event) => isOwnEvent(event, isOwn));
  return {
    file,
    former: ours,
    untold,
    warnings: [
      ...[{ path, ...(own ?? NOTHING) }, ...others].flatMap(damageIn),
      ...(own === undefined ? [] : foreignIn(path, own.records.length - ours.length)),
    ],
  };
}

const NOTHING: LoadedState = { records: [], untold: [], damaged: [] };

function lockFault(path: string, { missing }: StateLock): readonly string[] {
  if (missing === undefined) return [];
  return [`state file '${path}': can't be locked (${missing}): no other alarm may use it`];
}

function damageIn({ path, damaged }: LoadedState & { readonly path: string }): readonly string[] {
  if (damaged.length === 0) return [];
  return [
    `state file '${path}': leaves out ${counted(damaged.length, 'damaged line')}, the first is line ${damaged[0]}`,
  ];
}

function foreignIn(path: string, foreign: number): readonly string[] {
  return foreign === 0
    ? []
    : [`--state '${path}': forgets ${counted(foreign, 'sensor')} outside this worker's filters`];
}

/** A room's event, a floor's and so on may be of any worker. */
function isOwnEvent(event: unknown, isOwn: (topic: string) => boolean): boolean {
  const { topic, place } = Object(event);
  return place !== undefined || (typeof topic === 'string' && isOwn(topic));
}

function missing(path: string): never {
  throw usageFailure(`--from-state '${path}': there is no such file`);
}

function clockOf(records: readonly SnapshotRecord[]): number {
  return Math.max(-Infinity, ...records.flatMap((record) => ('clock' in record ? record.clock : [])));
}

/** Tests if a topic's readings come to a worker that listens to these filters for this shard. */
export function ownTopics(filters: readonly string[], shard: Shard | undefined): (topic: string) => boolean {
  const exact = new Set(filters);
  const wild = filters.filter((filter) => /[+#]/.test(filter));
  return (topic) => {
    const address = parseTopic(topic)?.address;
    if (address === undefined || !inShard(address, shard)) return false;
    return exact.has(topic) || wild.some((filter) => filterMatches(filter, topic));
  };
}
