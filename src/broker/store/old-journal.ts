import { closeSync, openSync } from 'node:fs';
import { filterMatches } from '../../mqtt-protocol/topic.ts';
import { readLines } from '../../storage/read-lines.ts';
import type { ApplicationMessage } from '../message.ts';
import type { StoreChange, StoredDelivery } from '../store.ts';

/** Sessions of the old version never expired. The broker's limit shortens this expiry when the client returns. */
const NEVER = 0xffff_ffff;

/** A packet in `journal.jsonl`; payloads are in base64. */
interface OldPacket {
  readonly cmd?: string;
  readonly topic?: string;
  readonly payload?: string;
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
  readonly messageId?: number;
  readonly brokerId?: string;
  readonly brokerCounter?: number;
}

interface OldSession {
  readonly qosOf: Map<string, number>;
  /** By the broker's number of the message. */
  readonly sequences: Map<string, number>;
  readonly packetIds: Map<number, number>;
  readonly received: Set<number>;
}

/** The changes in a journal of the version before checksums. Unreadable lines are skipped. */
export function* readOldJournal(path: string): Iterable<StoreChange> {
  const fd = openSync(path, 'r');
  try {
    const old = new OldJournal();
    for (const { bytes } of readLines(fd)) yield* old.changes(parsed(bytes));
  } finally {
    closeSync(fd);
  }
}

function parsed(line: Buffer): readonly unknown[] {
  try {
    const record: unknown = JSON.parse(line.toString());
    return Array.isArray(record) ? record : [];
  } catch {
    return [];
  }
}

class OldJournal {
  readonly #sessions = new Map<string, OldSession>();
  #lastSequence = 0;

  *changes([type, ...parts]: readonly unknown[]): Iterable<StoreChange> {
    const clientId = String(parts[0]);
    const packet = (parts[1] ?? {}) as OldPacket;
    const messageId = Number(parts[1]);
    switch (type) {
      case 'retain':
        yield { type, message: { ...messageOf(parts[0] as OldPacket), retain: true } };
        return;
      case 'subscribe':
        yield* this.#subscribe(clientId, parts[1] as { topic: string; qos: 0 | 1 | 2 }[]);
        return;
      case 'unsubscribe':
        for (const topic of parts[1] as string[]) this.#sessions.get(clientId)?.qosOf.delete(topic);
        yield { type, clientId, filters: parts[1] as string[] };
        return;
      case 'forget':
        this.#sessions.delete(clientId);
        yield { type: 'session-end', clientId };
        return;
      case 'enqueue':
        yield* this.#enqueue(parts[0] as string[], packet, parts[2] as [string, number] | undefined);
        return;
      case 'update':
        yield* this.#update(clientId, packet);
        return;
      case 'clear': {
        const sequence = this.#sessions.get(clientId)?.packetIds.get(messageId);
        if (sequence !== undefined) yield { type: 'settle', clientId, sequence };
        return;
      }
      case 'receive':
        yield* this.#receive(clientId, packet.messageId ?? 0);
        return;
      case 'release':
        yield { type, from: { clientId, packetId: messageId } };
        return;
      case 'forget-received':
        for (const packetId of this.#sessions.get(clientId)?.received ?? []) {
          yield { type: 'release', from: { clientId, packetId } };
        }
        return;
      case 'will':
        yield { type, clientId, will: { message: messageOf(packet), delaySeconds: 0 } };
        return;
      case 'will-over':
        yield { type: 'will-end', clientId };
    }
  }

  *#session(clientId: string): Generator<StoreChange, OldSession> {
    const known = this.#sessions.get(clientId);
    if (known) return known;
    const session = {
      ...{ qosOf: new Map(), sequences: new Map(), packetIds: new Map(), received: new Set<number>() },
    };
    this.#sessions.set(clientId, session);
    yield { type: 'session', clientId, expirySeconds: NEVER };
    return session;
  }

  *#subscribe(clientId: string, list: readonly { topic: string; qos: 0 | 1 | 2 }[]): Iterable<StoreChange> {
    const session = yield* this.#session(clientId);
    for (const { topic, qos } of list) session.qosOf.set(topic, qos);
    if (list.length === 0) return;
    const subscriptions = list.map(({ topic: filter, qos }) => ({
      ...{ filter, qos, noLocal: false, retainAsPublished: false },
    }));
    yield { type: 'subscribe', clientId, subscriptions };
  }

  /** The old version computed the granted QoS at delivery, this version at the time of queueing. */
  *#enqueue(clientIds: readonly string[], packet: OldPacket, from?: [string, number]): Iterable<StoreChange> {
    const message = messageOf(packet);
    const deliveries: StoredDelivery[] = [];
    for (const clientId of clientIds) {
      const session = yield* this.#session(clientId);
      const sequence = ++this.#lastSequence;
      session.sequences.set(numberOf(packet), sequence);
      const granted = [...session.qosOf].filter(([filter]) => filterMatches(filter, message.topic));
      const most = Math.max(1, ...granted.map(([, qos]) => qos));
      deliveries.push({ clientId, sequence, qos: message.qos === 2 && most === 2 ? 2 : 1, retain: false });
    }
    if (from) yield* this.#receive(...from);
    yield { type: 'enqueue', message, deliveries };
  }

  *#update(clientId: string, packet: OldPacket): Iterable<StoreChange> {
    const session = this.#sessions.get(clientId);
    const packetId = packet.messageId ?? 0;
    const isRelease = packet.cmd === 'pubrel';
    const sequence = isRelease ? session?.packetIds.get(packetId) : session?.sequences.get(numberOf(packet));
    if (session === undefined || sequence === undefined) return;
    session.packetIds.set(packetId, sequence);
    if (isRelease) yield { type: 'pubrec', clientId, sequence };
    else yield { type: 'send', clientId, sequence, packetId };
  }

  *#receive(clientId: string, packetId: number): Iterable<StoreChange> {
    const session = yield* this.#session(clientId);
    session.received.add(packetId);
    yield { type: 'receive', from: { clientId, packetId } };
  }
}

function numberOf({ brokerId, brokerCounter }: OldPacket): string {
  return `${brokerId} ${brokerCounter}`;
}

function messageOf({ topic = '', payload = '', qos = 0, retain = false }: OldPacket): ApplicationMessage {
  return { topic, payload: Buffer.from(payload, 'base64'), qos, retain };
}
