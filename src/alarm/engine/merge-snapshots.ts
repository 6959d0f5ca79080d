import type { GroupSnapshot, PointSnapshot, SnapshotRecord } from './snapshot.ts';

/**
 * What several engines kept, each of its own sensors, as one engine of all sensors would have kept it: the newest
 * clock, of a sensor that several know what is newest, and a group is silent if it is so for all that know it.
 */
export function mergeSnapshots(each: readonly (readonly SnapshotRecord[])[]): SnapshotRecord[] {
  const points = new Map<string, PointSnapshot>();
  const groups = new Map<string, GroupSnapshot>();
  let clock = -Infinity;
  for (const kept of each.flat()) {
    if ('clock' in kept) clock = Math.max(clock, kept.clock);
    else if ('group' in kept) groups.set(kept.group, mergedGroup(groups.get(kept.group), kept));
    else points.set(kept.topic, newer(points.get(kept.topic), kept));
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
