import type { Address } from '../building/address.ts';
import { parseTopic } from '../building/topic.ts';
import { type Read, readPayload } from '../payload/read.ts';
import type { ShownMessage } from '../report/message-view.ts';
import type { Screen } from '../report/screen.ts';
import type { IncomingMessage } from '../session.ts';
import { escapeControl } from '../text/escape.ts';

/** No more topics than these are remembered: a hostile publisher must not fill the memory. */
const MAX_TOPICS = 100_000;

/**
 * The address of a topic, worked out once for each topic. Topics without an address are remembered too. Those that
 * come beyond the limit are worked out each time: to forget others for them would help none where they come in turn.
 */
export function createAddressBook(): (topic: string) => Address | undefined {
  const known = new Map<string, Address | undefined>();
  return (topic) => {
    const found = known.get(topic);
    if (found !== undefined || known.has(topic)) return found;
    const address = parseTopic(topic)?.address;
    if (known.size < MAX_TOPICS) known.set(topic, address);
    return address;
  };
}

/** Counts what can't be read and says so once for each topic. */
export interface Complaints {
  readonly count: number;
  add(topic: string, reason: string): void;
}

const MAX_TOLD = 1000;
const SHOWN_TOPIC = 120;

export function createComplaints(screen: Screen): Complaints {
  const told = new Set<string>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (topic, reason) => {
      count++;
      if (told.has(topic) || told.size >= MAX_TOLD) return;
      told.add(topic);
      const shown = escapeControl(topic.length > SHOWN_TOPIC ? `${topic.slice(0, SHOWN_TOPIC)}…` : topic);
      screen.warn(`can't read ${shown}: ${reason} (said once per topic)`);
    },
  };
}

/** A message that came in, with its reading where it is one. */
export function shownMessage(
  message: IncomingMessage,
  address: Address | undefined,
  read: Read | undefined,
  at: number,
): ShownMessage {
  const { topic, qos, retain, payload } = message;
  const reading =
    address && read?.kind === 'reading'
      ? { address, value: read.value, time: read.time, seq: read.seq, format: read.format }
      : undefined;
  return {
    topic,
    qos,
    retain,
    payload,
    reading,
    at,
  };
}

/** Reads the payload of a message on a sensor's topic; `at`, when it came in, is what relative times count from. */
export function readMessage({ payload }: IncomingMessage, address: Address, at: number): Read {
  return readPayload(payload, address.sensor, at);
}
