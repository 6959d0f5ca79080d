import type { Address } from '../building/address.ts';
import { parseTopic } from '../building/topic.ts';
import type { Sink } from '../observation/sink.ts';
import { counted } from '../text/counted.ts';
import { warn } from './note.ts';

export interface KnownTopicsSettings {
  /** At most so many topics are kept: a hostile publisher must not fill the memory. */
  readonly max: number;
  /** The fate of messages of further topics, in words: `shown, but not kept`. */
  readonly beyond: string;
  /** Called once for each kept topic that names no sensor. */
  readonly onStranger?: (topic: string) => void;
}

export interface KnownTopics {
  /** The number of messages whose topics are not kept. */
  readonly surplus: number;
  /** The address in a topic; undefined for a topic that names no sensor. */
  addressOf(topic: string): Address | undefined;
}

/**
 * The topics heard so far, each parsed once. Further topics are told once, counted, and parsed each time. Evicting would
 * not help: topics arrive round robin, so each would be evicted before its next use.
 */
export function createKnownTopics({ max, beyond, onStranger }: KnownTopicsSettings, sink: Sink): KnownTopics {
  const known = new Map<string, Address | undefined>();
  let surplus = 0;
  return {
    get surplus() {
      return surplus;
    },
    addressOf: (topic) => {
      const found = known.get(topic);
      if (found !== undefined || known.has(topic)) return found;
      const address = parseTopic(topic)?.address;
      if (known.size < max) {
        known.set(topic, address);
        if (address === undefined) onStranger?.(topic);
      } else if (surplus++ === 0) {
        warn(
          sink,
          `there are more than ${counted(max, 'topic')}: messages of further topics are ${beyond} (--max-topics)`,
        );
      }
      return address;
    },
  };
}
