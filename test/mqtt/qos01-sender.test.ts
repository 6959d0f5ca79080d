import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import { type IPublishPacket, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { MIN_SENDER_ID } from '../../src/mqtt/packet-ids.ts';
import { Qos01Sender } from '../../src/mqtt/qos01-sender.ts';
import type { OutgoingMessage } from '../../src/session.ts';

describe('the sender of QoS 0 and 1', () => {
  it('sends the messages of a turn in one write, and says at QoS 0 that they are gone', async () => {
    const { sender, wire } = connected();
    const done: string[] = [];
    sender.publish(message('a', 0), () => done.push('a'));
    sender.publish(message('b', 0), () => done.push('b'));
    expect(done).toEqual([]);
    await once(wire.stream, 'data');
    expect(wire.topics()).toEqual(['a', 'b']);
    expect(wire.writes()).toBe(1);
    expect(done).toEqual(['a', 'b']);
  });

  it('waits for the acknowledgement of each message of QoS 1, whatever their order', async () => {
    const { sender, wire } = connected();
    const done: string[] = [];
    for (const topic of ['a', 'b', 'c']) sender.publish(message(topic, 1), () => done.push(topic));
    await once(wire.stream, 'data');
    const ids = wire.packets().map(({ messageId }) => messageId ?? 0);
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(MIN_SENDER_ID);
    expect(new Set(ids).size).toBe(3);
    for (const i of [1, 0, 2]) sender.acknowledged(ids[i] ?? 0);
    expect(done).toEqual(['b', 'a', 'c']);
  });

  it('ignores acknowledgements of what it has not sent, and second ones', async () => {
    const { sender, wire } = connected();
    let count = 0;
    sender.publish(message('a', 1), () => count++);
    sender.acknowledged(17);
    await once(wire.stream, 'data');
    const id = wire.packets()[0]?.messageId ?? 0;
    sender.acknowledged(id);
    sender.acknowledged(id);
    expect(count).toBe(1);
  });

  it.each([true, false])(
    'sends again what was not acknowledged, first and in order (session kept: %s)',
    async (isKept) => {
      const { sender, wire } = connected();
      const done: string[] = [];
      for (const topic of ['a', 'b', 'c']) sender.publish(message(topic, 1), () => done.push(topic));
      await once(wire.stream, 'data');
      sender.acknowledged(wire.packets()[1]?.messageId ?? 0);
      sender.close();
      sender.publish(message('d', 1), () => done.push('d'));

      const next = openWire();
      sender.open(next.stream, { isKept, receiveMaximum: undefined });
      await once(next.stream, 'data');
      expect(next.packets().map(({ topic, dup }) => [topic, dup])).toEqual([
        ['a', isKept],
        ['c', isKept],
        ['d', false],
      ]);
      for (const { messageId } of next.packets()) sender.acknowledged(messageId ?? 0);
      await sender.idle();
      expect(done).toEqual(['b', 'a', 'c', 'd']);
    },
  );

  it.each([1, 3])('has no more than the broker takes at a time under way: %d', async (receiveMaximum) => {
    const { sender, wire } = connected(receiveMaximum);
    let underWay = 0;
    let most = 0;
    const acknowledge = (): void => {
      const packets = wire.packets();
      most = Math.max(most, packets.length - underWay);
      for (const { messageId } of packets.slice(underWay)) {
        underWay++;
        sender.acknowledged(messageId ?? 0);
      }
    };
    wire.stream.on('data', acknowledge);
    for (let i = 0; i < 10; i++) sender.publish(message(`t${i}`, 1), () => {});
    await sender.idle();
    expect(most).toBe(receiveMaximum);
    expect(wire.topics()).toHaveLength(10);
  });

  it('tells a refusal of MQTT 5, and that a message will not be delivered', async () => {
    const { sender, wire } = connected();
    const errors: (string | undefined)[] = [];
    for (const topic of ['a', 'b']) sender.publish(message(topic, 1), (error) => errors.push(error?.message));
    await once(wire.stream, 'data');
    sender.acknowledged(wire.packets()[0]?.messageId ?? 0, 135);
    sender.fail(new Error('over'));
    expect(errors).toEqual(['refused 135', 'over']);
  });

  it('does not say at QoS 0 that a message is gone before the socket has room', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const sender = new Qos01Sender(SETTINGS);
    sender.open(stream, NEW_SESSION);
    let isDone = false;
    sender.publish(message('a', 0), () => {
      isDone = true;
    });
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    const drained = once(stream, 'drain');
    stream.resume();
    await drained;
    expect(isDone).toBe(true);
  });
});

const SETTINGS = { hasProperties: false, refused: (code: number) => new Error(`refused ${code}`) };
const NEW_SESSION = { isKept: false, receiveMaximum: undefined };

function message(topic: string, qos: 0 | 1): OutgoingMessage {
  return { topic, payload: Buffer.from('payload'), qos, retain: false };
}

function connected(receiveMaximum?: number) {
  const sender = new Qos01Sender(SETTINGS);
  const wire = openWire();
  sender.open(wire.stream, { isKept: false, receiveMaximum });
  return { sender, wire };
}

/** The packets a broker would see. */
function openWire() {
  const stream: Writable = new PassThrough();
  const packets: IPublishPacket[] = [];
  let writes = 0;
  const reader = parser({ protocolVersion: 4 }).on('packet', (packet) => {
    if (packet.cmd === 'publish') packets.push(packet);
  });
  stream.on('data', (bytes: Buffer) => {
    writes++;
    reader.parse(bytes);
  });
  return {
    stream,
    packets: () => packets,
    topics: () => packets.map(({ topic }) => topic),
    writes: () => writes,
  };
}
