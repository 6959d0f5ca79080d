import type { GroupSnapshot, PointSnapshot, SnapshotRecord } from './snapshot.ts';

/**
 * Merges the state files of several workers: the latest clock, the latest entry of each sensor, and a group is silent
 * only if every worker with an entry of the group has it as silent.
 */
export function mergeSnapshots(snapshots: readonly (readonly SnapshotRecord[])[]): SnapshotRecord[] {
  const points = new Map<string, PointSnapshot>();
  const groups = new Map<string, GroupSnapshot>();
  let clock = -Infinity;
  for (const record of snapshots.flat()) {
    if ('clock' in record) clock = Math.max(clock, record.clock);
    else if ('group' in record) groups.set(record.group, mergedGroup(groups.get(record.group), record));
    else points.set(record.topic, newer(points.get(record.topic), record));
  }
  return [...(clock > -Infinity ? [{ clock }] : []), ...groups.values(), ...points.values()];
}

function mergedGroup(known: GroupSnapshot | undefined, other: GroupSnapshot): GroupSnapshot {
  if (known === undefined) return other;
  if (known.silentSince === undefined || other.silentSince === undefined) return { group: known.group };
  return { group: known.group, silentSince: Math.max(known.silentSince, other.silentSince) };
}

function newer(known: PointSnapshot | undefined, other: PointSnapshot): PointSnapshot {
  return known === undefined || (other.time ?? -Infinity) >= (known.time ?? -Infinity) ? other : known;
}
