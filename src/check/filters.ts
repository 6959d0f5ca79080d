import { sharedSubscription } from '../mqtt-protocol/shared-subscription.ts';
import type { Evidence, SeenPacket } from './evidence.ts';
import { sentPackets } from './packets.ts';

/** A topic filter that the program asked for. */
export interface AskedFilter {
  readonly filter: string;
  readonly seen: SeenPacket;
}

/** The filters of every SUBSCRIBE, each once. */
export function askedFilters(evidence: Evidence): readonly AskedFilter[] {
  const asked = sentPackets(evidence, 'subscribe').flatMap((seen) =>
    filtersOf(seen).map((filter) => ({ filter: sharedSubscription(filter)?.filter ?? filter, seen })),
  );
  return asked.filter(({ filter }, i) => asked.findIndex((other) => other.filter === filter) === i);
}

/** In MQTT-SN one topic stands in the packet itself. */
function filtersOf({ packet: { facts }, topic }: SeenPacket): readonly string[] {
  if (facts.filters !== undefined) return facts.filters.map(({ filter }) => filter);
  const named = topic ?? facts.topic;
  return named === undefined ? [] : [named];
}

/** True if every topic of the filter `inner` matches the filter `outer`, too. */
export function contains(outer: string, inner: string): boolean {
  const [outers, inners] = [outer.split('/'), inner.split('/')];
  for (let i = 0; ; i++) {
    const [wide, narrow] = [outers[i], inners[i]];
    if (wide === '#') return true;
    // `a/#` matches `a`, too.
    if (wide === undefined || narrow === undefined) return wide === narrow;
    if (narrow === '#') return false;
    if (wide !== '+' && wide !== narrow) return false;
  }
}
