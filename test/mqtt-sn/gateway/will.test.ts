// Tests src/mqtt-sn/gateway/ as a whole: wills.
import { describe, expect, it } from 'vitest';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import { say } from '../say.ts';
import { RETRY_MS, Testbed } from './testbed.ts';

const topicReq: SnMessage = { type: 'WILLTOPICREQ' };
const messageReq: SnMessage = { type: 'WILLMSGREQ' };
const WILL = { will: true, durationS: 10 };

function withWill(bed: Testbed, more: object = {}) {
  const client = bed.client();
  client.ask(say.connect('test', { ...WILL, ...more }), say.willTopic('will/topic', 1, true));
  expect(client.ask(say.willMessage('gone'))).toEqual([say.connack()]);
  return client;
}

const lost = (bed: Testbed) => bed.pass(16_000);
const WILL_PUBLISHED = ['will/topic=gone qos 1 retain'];

describe('CONNECT with will (§6.2)', () => {
  it('asks for topic and message, and the MQTT CONNECT carries them', () => {
    const bed = new Testbed();
    const client = bed.client();
    expect(client.ask(say.connect('test', WILL))).toEqual([topicReq]);
    expect(client.ask(say.willTopic('will/topic', 1, true))).toEqual([messageReq]);
    expect(bed.broker.connections).toEqual([]);
    expect(client.ask(say.willMessage('gone'))).toEqual([say.connack()]);
    expect(bed.broker.of('test').request.will).toEqual({
      topic: 'will/topic',
      qos: 1,
      retain: true,
      payload: Buffer.from('gone'),
    });
  });

  it('a lost client leaves its will', () => {
    const bed = new Testbed();
    withWill(bed);
    lost(bed);
    expect(bed.broker.published).toEqual(WILL_PUBLISHED);
  });

  it('a client that says DISCONNECT leaves none', () => {
    const bed = new Testbed();
    withWill(bed).ask(say.disconnect());
    lost(bed);
    expect(bed.broker.published).toEqual([]);
  });

  it('an empty WILLTOPIC means no will, and no message is asked for', () => {
    const bed = new Testbed();
    const client = bed.client();
    client.ask(say.connect('test', WILL));
    expect(client.ask({ type: 'WILLTOPIC' })).toEqual([say.connack()]);
    expect(bed.broker.of('test').request.will).toBeUndefined();
  });

  it.each([
    ['a wildcard', say.willTopic('a/#')],
    ['NUL', say.willTopic('a\0')],
    ['QoS -1', say.willTopic('a', -1)],
  ])('a will topic with %s is refused, and never reaches the broker', (_name, willTopic) => {
    const bed = new Testbed();
    const client = bed.client();
    client.ask(say.connect('test', WILL));
    expect(client.ask(willTopic)).toEqual([say.connack(3)]);
    expect(bed.broker.connections).toEqual([]);
    expect(client.ask(say.connect('test'))).toEqual([say.connack()]);
  });

  it('questions are repeated while the client is silent, then given up', () => {
    const bed = new Testbed();
    const client = bed.client();
    client.send(say.connect('test', WILL));
    bed.pass(3 * RETRY_MS);
    expect(client.received()).toEqual([topicReq, topicReq, topicReq, topicReq]);
    bed.pass(RETRY_MS);
    expect(client.received()).toEqual([]);
    expect(bed.gateway.clients).toBe(0);
  });

  it('the second question is repeated too', () => {
    const bed = new Testbed();
    const client = bed.client();
    client.ask(say.connect('test', WILL), say.willTopic('a'));
    bed.pass(RETRY_MS);
    expect(client.received()).toEqual([messageReq]);
  });

  it('repeated CONNECT, WILLTOPIC and WILLMSG are answered alike', () => {
    const bed = new Testbed();
    const client = bed.client();
    expect(client.ask(say.connect('test', WILL), say.connect('test', WILL))).toEqual([topicReq, topicReq]);
    expect(client.ask(say.willTopic('a'), say.willTopic('a'))).toEqual([messageReq, messageReq]);
    const message = say.willMessage('gone');
    expect(client.ask(message, message)).toEqual([say.connack(), say.connack()]);
    expect(client.ask(say.connect('test', WILL))).toEqual([say.connack()]);
    expect(bed.broker.connections).toHaveLength(1);
  });

  it('WILLMSG before WILLTOPIC is not an answer', () => {
    const bed = new Testbed();
    const client = bed.client();
    client.ask(say.connect('test', WILL));
    expect(client.ask(say.willMessage('gone'))).toEqual([]);
    expect(client.ask(say.willTopic('a'))).toEqual([messageReq]);
  });

  it('a client that disconnects between the questions is not connected', () => {
    const bed = new Testbed();
    const client = bed.client();
    client.ask(say.connect('test', WILL));
    expect(client.ask(say.disconnect())).toEqual([say.disconnect()]);
    expect(bed.gateway.clients).toBe(0);
  });
});

describe('clean session covers the will (§6.3)', () => {
  it('a kept session without Will keeps the stored will', () => {
    const bed = new Testbed();
    withWill(bed, { cleanSession: false }).ask(say.disconnect());
    bed.connected('test', 50_000, { cleanSession: false, durationS: 10 });
    lost(bed);
    expect(bed.broker.published).toEqual(WILL_PUBLISHED);
  });

  it('a clean session without Will erases it', () => {
    const bed = new Testbed();
    withWill(bed, { cleanSession: false }).ask(say.disconnect());
    bed.connected('test', 50_000, { cleanSession: true }).ask(say.disconnect());
    bed.connected('test', 50_000, { cleanSession: false, durationS: 10 });
    lost(bed);
    expect(bed.broker.published).toEqual([]);
  });
});

describe('changing the will while connected (§6.4)', () => {
  const willTopicUpdate = (willTopic: string): SnMessage => ({
    type: 'WILLTOPICUPD',
    qos: 0,
    retain: false,
    willTopic,
  });
  const willMessageUpdate = (text: string): SnMessage => ({
    type: 'WILLMSGUPD',
    willMessage: Buffer.from(text),
  });
  const topicResp = (returnCode = 0): SnMessage => ({ type: 'WILLTOPICRESP', returnCode });
  const messageResp = (returnCode = 0): SnMessage => ({ type: 'WILLMSGRESP', returnCode });

  it('a new message is the one that is published', () => {
    const bed = new Testbed();
    const client = withWill(bed);
    expect(client.ask(willMessageUpdate('changed'))).toEqual([messageResp()]);
    lost(bed);
    expect(bed.broker.published).toEqual(['will/topic=changed qos 1 retain']);
    expect(bed.broker.of('test').state).toBe('disconnected');
  });

  it('a new topic is the one that it is published to', () => {
    const bed = new Testbed();
    const client = withWill(bed);
    expect(client.ask(willTopicUpdate('other'))).toEqual([topicResp()]);
    lost(bed);
    expect(bed.broker.published).toEqual(['other=gone qos 0']);
  });

  it('an empty WILLTOPICUPD deletes the will', () => {
    const bed = new Testbed();
    expect(withWill(bed).ask({ type: 'WILLTOPICUPD' })).toEqual([topicResp()]);
    lost(bed);
    expect(bed.broker.published).toEqual([]);
  });

  it('a client without a will gives itself one', () => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS: 10 });
    expect(client.ask(willTopicUpdate('w'), willMessageUpdate('m'))).toEqual([topicResp(), messageResp()]);
    lost(bed);
    expect(bed.broker.published).toEqual(['w=m qos 0']);
  });

  it('what cannot be done is refused: a message without a topic, a topic with a wildcard', () => {
    const client = new Testbed().connected();
    expect(client.ask(willMessageUpdate('m'), willTopicUpdate('a/+'))).toEqual([
      messageResp(3),
      topicResp(3),
    ]);
  });
});
