import { beforeEach, describe, expect, it } from 'vitest';
import { NO_ACTIVITY } from '../../../src/broker/client-activity.ts';
import type { ApplicationMessage } from '../../../src/broker/message.ts';
import {
  ClientSession,
  type SessionConnection,
  type SessionHost,
} from '../../../src/broker/session/session.ts';
import type { StoreChange } from '../../../src/broker/store.ts';

let sent: string[];
let changes: StoreChange[];
let dropped: number;
let nowMs: number;
let host: SessionHost;
let session: ClientSession;

beforeEach(() => {
  sent = [];
  changes = [];
  dropped = 0;
  nowMs = 1000;
  host = {
    ...{ maxQueued: 5, maxQueuedBytes: 10_000, absentBytes: 0 },
    absentFull() {},
    dropped() {
      dropped += 1;
    },
    record: (change) => changes.push(change),
    now: () => nowMs,
  };
  session = new ClientSession('c', host);
});

function connection(receiveMaximum: number, refuses: string[] = []): SessionConnection {
  return {
    receiveMaximum,
    activity: NO_ACTIVITY,
    maySeeClients: false,
    isFull: false,
    unsentBytes: 0,
    sendDelivery({ message, packetId, qos }, dup) {
      if (refuses.includes(message.topic)) return false;
      sent.push(`${message.topic} q${qos} id${packetId}${dup ? ' dup' : ''}`);
      return true;
    },
    sendAtMostOnce() {},
    sendPubrel: (packetId) => sent.push(`pubrel ${packetId}`),
    mayReceive: () => true,
    takeOver() {},
  };
}

function message(topic: string, more: Partial<ApplicationMessage> = {}): ApplicationMessage {
  return { topic, payload: Buffer.alloc(0), qos: 2, retain: false, ...more };
}

const deliver = (topic: string, qos: 1 | 2 = 1, more: Partial<ApplicationMessage> = {}) =>
  session.deliver(message(topic, more), qos, false, undefined, undefined);

describe('a session', () => {
  it('sends no more than the client takes unacknowledged, and then in order [MQTT-3.3.4-9, 4.6.0-1]', () => {
    session.resume(connection(2));
    for (const topic of ['a', 'b', 'c', 'd']) deliver(topic);
    expect(sent).toEqual(['a q1 id1', 'b q1 id2']);
    expect(session.acknowledge(2)).toBe(true);
    expect(session.acknowledge(2)).toBe(false);
    expect(sent.slice(2)).toEqual(['c q1 id3']);
  });

  it('sends again with DUP, under the same packet ids and in order, then its queue [MQTT-4.4.0-1]', () => {
    session.resume(connection(3));
    for (const topic of ['a', 'b', 'c', 'd']) deliver(topic, 2);
    session.release(2);
    session.suspend();
    sent = [];
    session.resume(connection(10));
    expect(sent).toEqual(['a q2 id1 dup', 'pubrel 2', 'c q2 id3 dup', 'd q2 id4']);
  });

  it('keeps to a smaller Receive Maximum when it sends again', () => {
    session.resume(connection(3));
    for (const topic of ['a', 'b', 'c']) deliver(topic);
    session.suspend();
    sent = [];
    session.resume(connection(1));
    expect(sent).toEqual(['a q1 id1 dup']);
    session.acknowledge(1);
    expect(sent).toEqual(['a q1 id1 dup', 'b q1 id2 dup']);
  });

  it('queues while its client is away, up to the limit', () => {
    for (const topic of ['a', 'b', 'c', 'd', 'e', 'f']) deliver(topic);
    expect(dropped).toBe(1);
    session.resume(connection(10));
    expect(sent).toHaveLength(5);
  });

  it('drops what has expired before it is sent [MQTT-3.3.2-5], and what the client does not take', () => {
    deliver('old', 1, { expiresAtMs: 2000 });
    deliver('large');
    deliver('new', 1, { expiresAtMs: 9000 });
    nowMs = 2000;
    session.resume(connection(10, ['large']));
    expect(sent).toEqual(['new q1 id3']);
    expect([dropped, session.queued]).toEqual([2, 1]);
  });

  it('gives back what a group dealt it and its client does not have [MQTT-4.8.2-5]', () => {
    session.resume(connection(2));
    const share = '$share/g/x';
    session.deliver(message('sent-1'), 1, false, undefined, share);
    session.deliver(message('sent-2'), 2, false, undefined, share);
    session.deliver(message('waits'), 2, false, undefined, share);
    deliver('own');
    const back = session.takeBack((filter) => filter === share);
    expect(back.map(({ message: { topic } }) => topic)).toEqual(['sent-1', 'waits']);
    expect(session.deliveries().map(({ message: { topic } }) => topic)).toEqual(['sent-2', 'own']);
  });

  it('gives back what it has not sent for a group that its client leaves [MQTT-3.10.4-3]', () => {
    session.resume(connection(1));
    const share = '$share/g/x';
    session.deliver(message('sent'), 1, false, undefined, share);
    session.deliver(message('waits'), 1, false, undefined, share);
    deliver('own');
    const back = session.takeBackUnsent(share);
    expect(back.map(({ message: { topic } }) => topic)).toEqual(['waits']);
    expect(sent).toHaveLength(1);
    session.acknowledge(1);
    expect(sent[1]).toMatch(/^own/);
  });

  it('records the changes of deliveries where it outlives its connection', () => {
    session.resume(connection(1));
    deliver('clean');
    session.acknowledge(1);
    expect(changes).toEqual([]);
    session.expirySeconds = 60;
    deliver('a', 2);
    deliver('b', 2);
    session.release(2);
    session.acknowledge(2);
    expect(changes.map(({ type }) => type)).toEqual(['pubrec', 'settle', 'send']);
  });
});
