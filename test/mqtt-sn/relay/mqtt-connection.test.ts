import { type Duplex, duplexPair } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import type { BrokerEvents, BrokerMessage, BrokerRequest } from '../../../src/mqtt-sn/gateway/broker.ts';
import { createMqttBroker } from '../../../src/mqtt-sn/relay/mqtt-broker.ts';
import { MqttConnection, type MqttConnectionSettings } from '../../../src/mqtt-sn/relay/mqtt-connection.ts';

const SETTINGS: MqttConnectionSettings = { mqttVersion: 4, connectTimeoutMs: 10_000 };
const REQUEST: BrokerRequest = { clientId: 'test', clean: true };

/** The broker's end of a stream: the test plays the broker, packet by packet. */
class PlayedBroker {
  readonly packets: Packet[] = [];
  readonly #stream: Duplex;
  readonly #readers: ((packet: Packet) => void)[] = [];
  ended = false;

  constructor(stream: Duplex) {
    this.#stream = stream;
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet: Packet) => {
      const reader = this.#readers.shift();
      if (reader) reader(packet);
      else this.packets.push(packet);
    });
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
    stream.on('end', () => {
      this.ended = true;
      stream.end();
    });
  }

  next(): Promise<Packet> {
    const packet = this.packets.shift();
    return packet ? Promise.resolve(packet) : new Promise((resolve) => this.#readers.push(resolve));
  }

  send(packet: Packet): void {
    mqttPacket.writeToStream(packet, this.#stream);
  }

  sendOctets(octets: Buffer): void {
    this.#stream.write(octets);
  }

  close(): void {
    this.#stream.end();
  }
}

function open(
  request = REQUEST,
  settings: Partial<MqttConnectionSettings> = {},
  onMessage?: (message: BrokerMessage) => void,
) {
  const [ours, theirs] = duplexPair();
  const told: string[] = [];
  const messages: BrokerMessage[] = [];
  const events: BrokerEvents = {
    connected: () => told.push('connected'),
    refused: ({ busy, reason }) => told.push(`refused${busy ? ', busy' : ''}: ${reason}`),
    closed: (reason) => told.push(`closed: ${reason}`),
    message: onMessage ?? ((message) => messages.push(message)),
  };
  const connection = new MqttConnection(ours, request, { ...SETTINGS, ...settings }, events);
  return { connection, broker: new PlayedBroker(theirs), told, messages };
}

async function connected(request = REQUEST, onMessage?: (message: BrokerMessage) => void) {
  const bed = open(request, {}, onMessage);
  await bed.broker.next();
  bed.broker.send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
  await expect.poll(() => bed.told).toEqual(['connected']);
  return bed;
}

/** Time enough for every sent packet to arrive. */
const arrive = () => sleep(10);

describe('an MQTT connection of the gateway', () => {
  it('CONNECT carries id, clean flag, will and credentials', async () => {
    const will = { topic: 'w', payload: Buffer.from('gone'), qos: 1, retain: true } as const;
    const { broker } = open({ clientId: 'me', clean: false, will }, { username: 'u', password: 'p' });
    expect(await broker.next()).toMatchObject({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'me',
      clean: false,
      username: 'u',
      password: Buffer.from('p'),
      will: { topic: 'w', payload: Buffer.from('gone'), qos: 1, retain: true },
    });
  });

  it.each([
    [3, 'refused, busy: the broker refused with return code 3'],
    [5, 'refused: the broker refused with return code 5'],
  ])('CONNACK %d', async (returnCode, words) => {
    const { broker, told } = open();
    await broker.next();
    broker.send({ cmd: 'connack', returnCode, sessionPresent: false });
    await expect.poll(() => told).toEqual([words]);
  });

  it('a broker that closes, or says nothing in time, is busy', async () => {
    const closing = open();
    await closing.broker.next();
    closing.broker.close();
    await expect.poll(() => closing.told).toEqual([expect.stringMatching(/^refused, busy/)]);
    const silent = open(REQUEST, { connectTimeoutMs: 20 });
    await expect.poll(() => silent.told).toEqual(['refused, busy: no answer to CONNECT']);
  });

  it('QoS 1 is done with PUBACK, QoS 2 with PUBCOMP; packet ids are never 0', async () => {
    const { connection, broker } = await connected();
    const done: string[] = [];
    const message = { topic: 'a', payload: Buffer.from('x'), retain: false };
    connection.publish({ ...message, qos: 1 }, () => done.push('one'));
    connection.publish({ ...message, qos: 2 }, () => done.push('two'));
    expect(await broker.next()).toMatchObject({ cmd: 'publish', messageId: 1, qos: 1 });
    expect(await broker.next()).toMatchObject({ cmd: 'publish', messageId: 2, qos: 2 });
    broker.send({ cmd: 'pubrec', messageId: 2 });
    expect(await broker.next()).toMatchObject({ cmd: 'pubrel', messageId: 2 });
    expect(done).toEqual([]);
    broker.send({ cmd: 'puback', messageId: 1 });
    broker.send({ cmd: 'pubcomp', messageId: 2 });
    await expect.poll(() => done).toEqual(['one', 'two']);
  });

  it('a message of the broker is acknowledged when the client has it, not before', async () => {
    const { broker, messages } = await connected();
    const message = { cmd: 'publish', topic: 'a', payload: 'x', retain: false, dup: false } as const;
    broker.send({ ...message, qos: 1, messageId: 7 });
    broker.send({ ...message, qos: 2, messageId: 8 });
    await expect.poll(() => messages).toHaveLength(2);
    await arrive();
    expect(broker.packets).toEqual([]);
    for (const { acknowledge } of messages) acknowledge();
    expect(await broker.next()).toMatchObject({ cmd: 'puback', messageId: 7 });
    expect(await broker.next()).toMatchObject({ cmd: 'pubrec', messageId: 8 });
    broker.send({ cmd: 'pubrel', messageId: 8 });
    expect(await broker.next()).toMatchObject({ cmd: 'pubcomp', messageId: 8 });
  });

  it('what the broker sends waits while it is held, and comes in order afterwards', async () => {
    const { connection, broker, messages } = await connected();
    const message = { cmd: 'publish', topic: 'a', qos: 0, retain: false, dup: false } as const;
    const flushed: string[] = [];
    connection.hold(true);
    for (const payload of ['1', '2', '3']) broker.send({ ...message, payload });
    connection.flush(() => flushed.push('flushed'));
    await broker.next();
    broker.send({ cmd: 'pingresp' });
    await arrive();
    expect([messages.length, flushed.length]).toEqual([0, 0]);
    connection.hold(false);
    await expect.poll(() => flushed).toEqual(['flushed']);
    expect(messages.map(({ payload }) => `${payload}`)).toEqual(['1', '2', '3']);
  });

  it('the reader may ask for a pause at any message of those that came together', async () => {
    const told: string[] = [];
    const bed = await connected(REQUEST, ({ payload }) => {
      told.push(`${payload}`);
      bed.connection.hold(true);
    });
    const packet = { cmd: 'publish', topic: 'a', qos: 0, retain: false, dup: false } as const;
    const together = ['1', '2', '3'].map((payload) => mqttPacket.generate({ ...packet, payload }));
    bed.broker.sendOctets(Buffer.concat(together));
    for (const sofar of [['1'], ['1', '2'], ['1', '2', '3']]) {
      await expect.poll(() => told).toEqual(sofar);
      await arrive();
      expect(told).toEqual(sofar);
      bed.connection.hold(false);
    }
  });

  it('a connection that is left while it is held ends all the same', async () => {
    const { connection, broker } = await connected();
    connection.hold(true);
    broker.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 0, retain: false, dup: false });
    connection.disconnect();
    expect(await broker.next()).toMatchObject({ cmd: 'disconnect' });
    await expect.poll(() => broker.ended).toBe(true);
  });

  it('SUBACK 128 is a refusal', async () => {
    const { connection, broker } = await connected();
    const granted: unknown[] = [];
    for (const filter of ['a', 'b']) connection.subscribe(filter, 1, (qos) => granted.push(qos));
    for (const code of [1, 128]) {
      const { messageId = 0 } = await broker.next();
      broker.send({ cmd: 'suback', messageId, granted: [code] });
    }
    await expect.poll(() => granted).toEqual([1, undefined]);
  });

  it('DISCONNECT is said on leaving, and not on dropping', async () => {
    const leaving = await connected();
    leaving.connection.disconnect();
    expect(await leaving.broker.next()).toMatchObject({ cmd: 'disconnect' });
    const dropping = await connected();
    dropping.connection.drop();
    await arrive();
    expect(dropping.broker.packets).toEqual([]);
    expect([leaving.told, dropping.told]).toEqual([['connected'], ['connected']]);
  });

  it('DISCONNECT is said even before CONNACK: the broker may have the will already', async () => {
    const { connection, broker, told } = open();
    connection.disconnect();
    expect(await broker.next()).toMatchObject({ cmd: 'connect' });
    expect(await broker.next()).toMatchObject({ cmd: 'disconnect' });
    expect(told).toEqual([]);
  });

  it('a last message is acknowledged to the end before DISCONNECT, and nothing else is told', async () => {
    const { connection, broker, told, messages } = await connected();
    connection.hold(true);
    connection.flush(() => told.push('flushed'));
    expect(await broker.next()).toMatchObject({ cmd: 'pingreq' });
    connection.disconnect({ topic: 'w', payload: Buffer.from('gone'), qos: 2, retain: false });
    const { messageId = 0 } = await broker.next();
    broker.send({ cmd: 'pingresp' });
    broker.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 0, retain: false, dup: false });
    broker.send({ cmd: 'pubrec', messageId });
    expect(await broker.next()).toMatchObject({ cmd: 'pubrel', messageId });
    await arrive();
    expect([broker.packets, broker.ended]).toEqual([[], false]);
    broker.send({ cmd: 'pubcomp', messageId });
    expect(await broker.next()).toMatchObject({ cmd: 'disconnect' });
    await expect.poll(() => broker.ended).toBe(true);
    expect([told, messages]).toEqual([['connected'], []]);
  });

  it('a last message that is never acknowledged is waited for no longer than two seconds', async () => {
    const { connection, broker } = await connected();
    connection.disconnect({ topic: 'w', payload: Buffer.from('gone'), qos: 1, retain: false });
    expect(await broker.next()).toMatchObject({ cmd: 'publish' });
    expect(await broker.next()).toMatchObject({ cmd: 'disconnect' });
  });

  it('a connection that ends, or sends what is no MQTT, is told once', async () => {
    const ending = await connected();
    ending.broker.close();
    await expect.poll(() => ending.told).toEqual(['connected', expect.stringMatching(/^closed/)]);
    const garbled = await connected();
    garbled.broker.sendOctets(Buffer.alloc(20, 0xff));
    await expect.poll(() => garbled.told).toEqual(['connected', expect.stringMatching(/^closed/)]);
  });

  it('flush waits for all that was sent before', async () => {
    const { connection, broker } = await connected();
    const done: string[] = [];
    connection.flush(() => done.push('flushed'));
    expect(await broker.next()).toMatchObject({ cmd: 'pingreq' });
    await arrive();
    expect(done).toEqual([]);
    broker.send({ cmd: 'pingresp' });
    await expect.poll(() => done).toEqual(['flushed']);
  });
});

describe('the broker of the gateway', () => {
  const streams: Duplex[] = [];
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.destroy();
  });

  it('a client that comes back waits until the connection it left is closed', async () => {
    const brokers: PlayedBroker[] = [];
    const broker = createMqttBroker({
      ...SETTINGS,
      dial: () => {
        const [ours, theirs] = duplexPair();
        streams.push(ours, theirs);
        brokers.push(new PlayedBroker(theirs));
        return ours;
      },
    });
    const told: string[] = [];
    const events = (name: string): BrokerEvents => ({
      connected: () => told.push(`${name} connected`),
      refused: () => told.push(`${name} refused`),
      closed: () => told.push(`${name} closed`),
      message: () => {},
    });
    const first = broker.open(REQUEST, events('first'));
    await brokers[0]?.next();
    brokers[0]?.send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    await expect.poll(() => told).toEqual(['first connected']);
    first.disconnect();
    const given = broker.open(REQUEST, events('given up'));
    given.disconnect();
    broker.open(REQUEST, events('second'));
    expect(brokers).toHaveLength(1);
    await expect.poll(() => brokers).toHaveLength(2);
    expect(brokers[0]?.ended).toBe(true);
    expect(await brokers[1]?.next()).toMatchObject({ cmd: 'connect', clientId: 'test' });
  });
});
