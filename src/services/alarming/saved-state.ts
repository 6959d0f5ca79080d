import { mergeSnapshots } from '../../alarm/engine/merge-snapshots.ts';
import type { SnapshotRecord } from '../../alarm/engine/snapshot.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import { parseTopic } from '../../building/topic.ts';
import { usageFailure } from '../../failure.ts';
import { filterMatches } from '../../mqtt-protocol/topic.ts';
import type { Sink } from '../../observation/sink.ts';
import { warn } from '../note.ts';
import { StateFile, type StateKind, type StateSource } from './state-file.ts';

export interface SavedStateSettings {
  /** The state file; undefined for none. */
  readonly path: string | undefined;
  /** State files of other workers, whose sensors this one may take over. */
  readonly fromPaths: readonly string[];
}

/** A state file, and the state at the start. */
export interface SavedState {
  readonly file: StateFile;
  readonly former: readonly SnapshotRecord[];
  /** How many sensors of the file are not this worker's own, and are left out. */
  readonly foreign: number;
}

/**
 * Opens the state file, if there is one. The state is the file's own; at its first start, the parts of
 * `fromPaths` about this worker's own sensors. Throws a usage failure.
 */
export function openSavedState(
  kind: StateKind,
  { path, fromPaths }: SavedStateSettings,
  isOwn: (topic: string) => boolean,
): SavedState | undefined {
  if (path === undefined) {
    if (fromPaths.length > 0)
      throw usageFailure('--from-state needs --state: the new state file begins with it');
    return undefined;
  }
  const file = new StateFile(path, kind);
  const own = file.load();
  const others = fromPaths.map((from) => ({ path: from, records: new StateFile(from, kind).load() }));
  const former = own ?? mergeSnapshots(others.map((other) => other.records ?? missing(other.path)));
  const newer = others.find(({ records = [] }) => clockOf(records) > clockOf(former));
  if (newer !== undefined) {
    throw usageFailure(
      `--state '${path}' is older than --from-state '${newer.path}': remove it if it is of an earlier change`,
    );
  }
  const ours = former.filter((record) => !('topic' in record) || isOwn(record.topic));
  return { file, former: ours, foreign: own === undefined ? 0 : own.length - ours.length };
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

/** Writes changes of the state, at any time. */
export interface StateWriter {
  write(): void;
  close(): void;
}

/**
 * Writes state to a file, if there is one. Alarms go on if a later write fails: the sink takes a warning. Throws a
 * usage failure if the first write fails.
 */
export function createStateWriter(file: StateFile | undefined, source: StateSource, sink: Sink): StateWriter {
  let isWriting = file !== undefined;
  file?.flush(source);
  return {
    write: () => {
      if (!isWriting) return;
      try {
        file?.flush(source);
      } catch (error) {
        isWriting = false;
        warn(sink, `${(error as Error).message}; alarms are no longer saved`);
      }
    },
    close: () => {
      isWriting = false;
      file?.close();
    },
  };
}
