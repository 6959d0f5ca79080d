import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SnMessage } from '../../src/mqtt-sn/codec/messages.ts';
import { say } from '../mqtt-sn/say.ts';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { type Here, startHere } from './run-here.ts';
import { msgIdOf, openSnPeer, type SnPeer } from './sn-peer.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('what mosquitto sees of MQTT-SN clients', () => {
  const mosquitto = useMosquitto();
  let gateway: Here;
  let port = 0;
  beforeAll(async () => {
    ({ gateway, port } = await startGateway());
  });

  async function startGateway(...args: readonly string[]): Promise<{ gateway: Here; port: number }> {
    const listening = ['--listen', '127.0.0.1:0', '--url', mosquitto.broker.url, '-v'];
    const started = startHere(['gateway', ...listening, ...args]);
    const line = await started.errLine(/listens on udp/);
    return { gateway: started, port: Number(/:(\d+), for/.exec(line)?.[1]) };
  }

  let peers: SnPeer[] = [];
  afterEach(async () => {
    await Promise.all(peers.map((peer) => peer.close()));
    peers = [];
  });

  async function connected(
    id: string,
    more: Parameters<typeof say.connect>[1] = {},
    to = port,
  ): Promise<SnPeer> {
    const peer = await openSnPeer(to);
    peers.push(peer);
    expect(await peer.ask(say.connect(id, more))).toEqual(say.connack());
    return peer;
  }

  const short = (data: string, more = {}) => say.publish(say.short('ab'), data, more);

  async function withWill(id: string, durationS: number): Promise<SnPeer> {
    const peer = await openSnPeer(port);
    peers.push(peer);
    expect(await peer.ask(say.connect(id, { will: true, durationS }))).toEqual({ type: 'WILLTOPICREQ' });
    expect(await peer.ask(say.willTopic('will/topic', 1))).toEqual({ type: 'WILLMSGREQ' });
    expect(await peer.ask(say.willMessage('gone'))).toEqual(say.connack());
    return peer;
  }

  it('a client that is lost leaves its will; one that disconnects or is replaced does not', async () => {
    const subscriber = await mosquitto.broker.subscribe('wills', [
      '-t',
      'will/#',
      '-C',
      '1',
      '-F',
      '%t %p %q',
      '-q',
      '2',
    ]);
    const one = await withWill('proper', 60);
    expect(await one.ask(say.disconnect())).toEqual(say.disconnect());
    const two = await withWill('replaced', 60);
    expect(await two.ask(say.connect('replacement'))).toEqual(say.connack());
    await withWill('lost', 1);
    expect((await subscriber.ended).stdout).toBe('will/topic gone 1\n');
    await gateway.line(/client 'lost' is lost/);
  });

  it('a will that was changed is the one that is published, once', async () => {
    const subscriber = await mosquitto.broker.subscribe('changed', [
      '-t',
      'will/#',
      '-C',
      '2',
      '-F',
      '%t %p',
    ]);
    const peer = await withWill('changing', 3);
    const update: SnMessage = { type: 'WILLMSGUPD', willMessage: Buffer.from('changed') };
    expect(await peer.ask(update)).toEqual({ type: 'WILLMSGRESP', returnCode: 0 });
    await gateway.line(/client 'changing' is lost/);
    await mosquitto.broker.publish(['-t', 'will/end', '-m', 'end']);
    expect((await subscriber.ended).stdout).toBe('will/topic changed\nwill/end end\n');
  });

  it('a kept session gets what came while it was away, after REGISTER', async () => {
    const kept = { cleanSession: false };
    const before = await connected('kept', kept);
    expect(await before.ask(say.subscribe('kept/topic', { qos: 1 }))).toEqual(say.suback(1, 1, 1));
    expect(await before.ask(say.disconnect())).toEqual(say.disconnect());
    for (const text of ['one', 'two'])
      await mosquitto.broker.publish(['-t', 'kept/topic', '-m', text, '-q', '1']);
    const after = await connected('kept', kept);
    const register = await after.next();
    const id = msgIdOf(register);
    expect(register).toEqual(say.register('kept/topic', id, 1));
    expect(await after.ask(say.regack(1, id))).toEqual(say.publish(1, 'one', { qos: 1, msgId: id + 1 }));
    expect(await after.ask(say.puback(1, id + 1))).toEqual(say.publish(1, 'two', { qos: 1, msgId: id + 2 }));
    after.send(say.puback(1, id + 2));
  });

  it('watch -C takes so many messages of a kept session, and what came after them stays', async () => {
    const url = ['--url', `mqtt-sn://127.0.0.1:${port}`];
    const args = ['watch', ...url, '-i', 'counting', '--no-clean', '-q', '1', '-t', 'counted/#', '-v'];
    const first = startHere([...args, '-C', '1']);
    const connect = await gateway.line(/CONNECT.*'counting'/);
    const [, address = ''] = /(127\.0\.0\.1:\d+) /.exec(connect) ?? [];
    await gateway.line(new RegExp(`${address} ← SUBACK`));
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await mosquitto.broker.publish(['-t', 'counted/ab', '-m', text, '-q', '1']);
    expect((await first.ended).stdout.match(/one|two|three/g)).toEqual(['one']);
    const rest = await startHere([...args, '-C', '2']).ended;
    expect([rest.code, rest.stdout.match(/one|two|three/g)]).toEqual([0, ['two', 'three']]);
  });

  it('a sleeper gets all of 70 messages of QoS 1 in one wake, though mosquitto holds them back at 20', async () => {
    const peer = await connected('sleeper');
    expect(await peer.ask(say.subscribe('ab', { qos: 1 }))).toEqual(say.suback(1, 1, 1));
    expect(await peer.ask(say.disconnect(60))).toEqual(say.disconnect());
    const texts = Array.from({ length: 70 }, (_, i) => `${i}`);
    await mosquitto.broker.publish(['-t', 'ab', '-q', '1', '-l'], texts.join('\n'));
    let message = await peer.ask(say.pingreq('sleeper'));
    const got: string[] = [];
    while (message.type === 'PUBLISH') {
      got.push(`${message.data}`);
      message = await peer.ask(say.puback(1, message.msgId));
    }
    expect(message).toEqual(say.pingresp);
    expect(got).toEqual(texts);
  });

  it('QoS 2 goes both ways once', async () => {
    const peer = await connected('exactly');
    expect(await peer.ask(say.subscribe(say.short('ab'), { qos: 2 }))).toEqual(say.suback(0, 1, 2));
    const answers = [await peer.ask(short('x', { qos: 2, msgId: 9 })), await peer.next()];
    expect(answers.map(({ type }) => type).sort()).toEqual(['PUBLISH', 'PUBREC']);
    expect(await peer.ask(say.pubrel(9))).toEqual(say.pubcomp(9));
    const id = msgIdOf(answers.find(({ type }) => type === 'PUBLISH') ?? say.pingresp);
    expect(await peer.ask(say.pubrec(id))).toEqual(say.pubrel(id));
    peer.send(say.pubcomp(id));
    expect(await peer.ask(say.pingreq())).toEqual(say.pingresp);
  });

  it('retained messages come with the retain flag', async () => {
    await mosquitto.broker.publish(['-t', 'retained/topic', '-m', 'kept', '-r']);
    const peer = await connected('late');
    expect(await peer.ask(say.subscribe('retained/topic'))).toEqual(say.suback(1));
    expect(await peer.next()).toEqual(say.publish(1, 'kept', { retain: true }));
  });

  it('mosquitto gets no PUBACK for a message that the client has not acknowledged', async () => {
    const kept = { cleanSession: false };
    const hasty = await startGateway('--retry-interval', '200ms', '--retries', '2');
    const peer = await connected('unacked', kept, hasty.port);
    expect(await peer.ask(say.subscribe('unacked/topic', { qos: 1 }))).toEqual(say.suback(1, 1, 1));
    await mosquitto.broker.publish(['-t', 'unacked/topic', '-m', 'x', '-q', '1']);
    const { log } = mosquitto.broker;
    expect(await peer.next()).toMatchObject({ type: 'PUBLISH' });
    // Its three repetitions are unanswered: the client is lost.
    await hasty.gateway.line(/client 'unacked' is lost/);
    expect(log.stderr).not.toMatch(/Received PUBACK from unacked/);
    const again = await connected('unacked', kept);
    const register = await again.next();
    expect(register).toEqual(say.register('unacked/topic', msgIdOf(register), 1));
    const publish = await again.ask(say.regack(1, msgIdOf(register)));
    expect(publish).toMatchObject({ type: 'PUBLISH' });
    again.send(say.puback(1, msgIdOf(publish)));
    await log.errLine(/Received PUBACK from unacked/);
  });

  it('names that would end the connection never reach mosquitto', async () => {
    const peer = await connected('names');
    for (const name of ['a/#', 'a/+/b', 'a\0b', 'a\x01', 'a\uffff']) {
      expect(await peer.ask(say.register(name))).toEqual(say.regack(0, 1, 3));
    }
    for (const filter of ['a/#/b', 'a#', 'a\0']) {
      expect(await peer.ask(say.subscribe(filter))).toEqual(say.suback(0, 1, 0, 3));
    }
    expect(await peer.ask(say.register('good'))).toEqual(say.regack(1));
    expect(await peer.ask(say.publish(1, 'x', { qos: 1, msgId: 1 }))).toEqual(say.puback(1, 1));
  });

  it('another MQTT client with the id takes over: the client is told', async () => {
    const peer = await connected('wanted');
    await mosquitto.broker.publish(['-i', 'wanted', '-t', 'ab', '-m', 'x']);
    expect(await peer.next()).toEqual(say.disconnect());
  });
});
