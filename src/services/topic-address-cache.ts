import type { Address } from '../building/address.ts';
import { parseTopic } from '../building/topic.ts';

/** A hostile publisher must not fill the memory. */
const MAX_TOPICS = 100_000;

/**
 * The address of a topic, parsed once for each topic. The cache holds topics without an address too. Beyond the limit
 * topics are parsed each time. Evicting would not help: topics arrive round robin, so each would be evicted before its
 * next use.
 */
export function createTopicAddressCache(): (topic: string) => Address | undefined {
  const known = new Map<string, Address | undefined>();
  return (topic) => {
    const found = known.get(topic);
    if (found !== undefined || known.has(topic)) return found;
    const address = parseTopic(topic)?.address;
    if (known.size < MAX_TOPICS) known.set(topic, address);
    return address;
  };
}
