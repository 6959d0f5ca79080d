import { mergeSnapshots } from '../../alarm/engine/merge-snapshots.ts';
import type { SnapshotRecord } from '../../alarm/engine/snapshot.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import { parseTopic } from '../../building/topic.ts';
import { usageFailure } from '../../failure.ts';
import { filterMatches } from '../../mqtt-protocol/topic.ts';
import { type Keeper, StateFile, type StateKind } from '../../sinks/state-file.ts';

export interface StateSettings {
  readonly state: string | undefined;
  /** Files of other workers, whose sensors this one may take over. */
  readonly 'from-state': readonly string[];
}

/** A state file, and what is known at the start. */
export interface OpenState {
  readonly file: StateFile;
  readonly former: readonly SnapshotRecord[];
  /** How many sensors of `--state` are not this worker's own, and are left out. */
  readonly foreign: number;
}

/**
 * Opens `--state`, if there is one: what it has, or at its first start what the files of `--from-state` have of the
 * sensors that are this worker's own. Throws a usage failure.
 */
export function openState(
  kind: StateKind,
  { state, 'from-state': from }: StateSettings,
  isOwn: (topic: string) => boolean,
): OpenState | undefined {
  if (state === undefined) {
    if (from.length > 0) throw usageFailure('--from-state goes with --state, which it is to begin with');
    return undefined;
  }
  const file = new StateFile(state, kind);
  const own = file.load();
  const others = from.map((path) => ({ path, kept: new StateFile(path, kind).load() }));
  const former = own ?? mergeSnapshots(others.map(({ path, kept }) => kept ?? missing(path)));
  const newer = others.find(({ kept = [] }) => clockOf(kept) > clockOf(former));
  if (newer !== undefined) {
    throw usageFailure(
      `--state '${state}' is older than --from-state '${newer.path}': remove it if it is of an earlier change`,
    );
  }
  const ours = former.filter((kept) => !('topic' in kept) || isOwn(kept.topic));
  return { file, former: ours, foreign: own === undefined ? 0 : own.length - ours.length };
}

function missing(path: string): never {
  throw usageFailure(`--from-state '${path}': there is no such file`);
}

function clockOf(kept: readonly SnapshotRecord[]): number {
  return Math.max(-Infinity, ...kept.flatMap((each) => ('clock' in each ? each.clock : [])));
}

/** Whether a topic's readings come to a worker that listens to these filters for this shard. */
export function ownTopics(filters: readonly string[], shard: Shard | undefined): (topic: string) => boolean {
  const exact = new Set(filters);
  const wild = filters.filter((filter) => /[+#]/.test(filter));
  return (topic) => {
    const address = parseTopic(topic)?.address;
    if (address === undefined || !inShard(address, shard)) return false;
    return exact.has(topic) || wild.some((filter) => filterMatches(filter, topic));
  };
}

/** Writes what has changed, at any time. */
export interface Keeping {
  keep(): void;
  close(): void;
}

/** Keeps state in a file, where there is one. Alarms go on where the disk does not. Throws where it can't begin. */
export function createKeeping(
  file: StateFile | undefined,
  keeper: Keeper,
  warn: (line: string) => void,
): Keeping {
  let isKept = file !== undefined;
  file?.flush(keeper);
  return {
    keep: () => {
      if (!isKept) return;
      try {
        file?.flush(keeper);
      } catch (error) {
        isKept = false;
        warn(`${(error as Error).message}; the alarms are no longer kept`);
      }
    },
    close: () => file?.close(),
  };
}
