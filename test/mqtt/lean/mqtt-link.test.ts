// Tests src/mqtt/lean/mqtt-link.ts, src/mqtt/lean/lean-packets.ts, src/mqtt/lean/lean-dial.ts and src/mqtt/lean/in-flight.ts
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientLink, LINK_LOST, type LinkEnd } from '../../../src/client-link.ts';
import { createMqttLinks } from '../../../src/mqtt/lean/mqtt-link.ts';
import { plainSettings } from '../../../src/mqtt/plain-settings.ts';
import type { ConnectionSettings } from '../../../src/mqtt/settings.ts';
import type { Qos } from '../../../src/mqtt-protocol/qos.ts';
import type { MqttVersion } from '../../../src/mqtt-protocol/version.ts';
import type { IncomingMessage } from '../../../src/session.ts';

let server: Server;
beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
});

function settingsOf(version: MqttVersion, more: Partial<ConnectionSettings>): ConnectionSettings {
  const { port } = server.address() as AddressInfo;
  return {
    ...plainSettings({ protocol: 'mqtt', host: '127.0.0.1', port, path: '/' }, 30_000),
    mqttVersion: version,
    ...more,
  };
}

interface Opened {
  readonly link: ClientLink;
  /** The broker's side. */
  readonly socket: Socket;
  readonly packets: Packet[];
  readonly ends: LinkEnd[];
  readonly messages: IncomingMessage[];
  readonly opened: () => number;
  readonly send: (...bytes: readonly number[]) => void;
}

/** A link, and the side of the broker, which is the test. */
async function openLink(
  version: MqttVersion,
  qos: Qos,
  more: Partial<ConnectionSettings> = {},
): Promise<Opened> {
  const [ends, messages, packets]: [LinkEnd[], IncomingMessage[], Packet[]] = [[], [], []];
  let opened = 0;
  const links = await createMqttLinks(settingsOf(version, more), qos);
  const identity = { clientId: 'c', username: 'u', password: 'p', will: undefined };
  const accepted = once(server, 'connection');
  const handlers = {
    opened: () => opened++,
    closed: (end: LinkEnd) => ends.push(end),
    message: (message: IncomingMessage) => messages.push(message),
  };
  const link = links(identity, handlers, 0);
  const [socket] = (await accepted) as [Socket];
  const parser = mqttPacket.parser({ protocolVersion: version });
  parser.on('packet', (packet) => packets.push(packet));
  socket.on('data', (bytes) => parser.parse(bytes));
  socket.on('error', () => {});
  await expect.poll(() => packets.length).toBe(1);
  const send = (...bytes: readonly number[]) => socket.write(Buffer.from(bytes));
  return { link, socket, packets, ends, messages, opened: () => opened, send };
}

async function openedLink(
  version: MqttVersion,
  qos: Qos,
  more?: Partial<ConnectionSettings>,
): Promise<Opened> {
  const link = await openLink(version, qos, more);
  link.send(...(version === 5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]));
  await expect.poll(link.opened).toBe(1);
  return link;
}

const message = (qos: Qos, contentType?: string) => ({
  topic: 't',
  payload: Buffer.from('x'),
  qos,
  retain: false,
  contentType,
});

describe.each([3, 4, 5] as const)('a link over MQTT level %d', (version) => {
  it('connects with a clean session and its own credentials', async () => {
    const { packets } = await openedLink(version, 1);
    expect(packets[0]).toMatchObject({
      cmd: 'connect',
      clientId: 'c',
      clean: true,
      username: 'u',
      keepalive: 60,
    });
  });

  it('takes a message that is far too long by its beginning, and goes on behind it', async () => {
    const { link, socket, packets, messages, ends } = await openedLink(version, 1);
    const options = { protocolVersion: version } as const;
    const publish = (topic: string, payload: string) =>
      mqttPacket.generate(
        { cmd: 'publish', topic, payload, qos: 1, messageId: 7, retain: true, dup: false },
        options,
      );
    const bytes = Buffer.concat([publish('long', 'x'.repeat(1_000_000)), publish('next', 'y')]);
    for (let at = 0; at < bytes.length; at += 50_000) socket.write(bytes.subarray(at, at + 50_000));
    await expect.poll(() => messages.length).toBe(2);
    expect(messages.map(({ topic, payload }) => [topic, payload.length > 1000])).toEqual([
      ['long', true],
      ['next', false],
    ]);
    await expect.poll(() => packets.filter(({ cmd }) => cmd === 'puback').length).toBe(2);
    expect(ends).toEqual([]);
    link.vanish();
  });

  it.each([0, 1, 2] as const)('publishes at QoS %d until the broker has it', async (qos) => {
    const { link, packets, send } = await openedLink(version, qos);
    const done: unknown[] = [];
    link.publish(message(qos, 'application/json'), (error) => done.push(error));
    await expect.poll(() => packets.length).toBe(2);
    expect(packets[1]).toMatchObject({ cmd: 'publish', qos, topic: 't' });
    if (version === 5) expect(packets[1]).toMatchObject({ properties: { contentType: 'application/json' } });
    const id = packets[1]?.messageId ?? 0;
    if (qos === 1) send(0x40, 2, 0, id);
    if (qos === 2) {
      send(0x50, 2, 0, id);
      await expect.poll(() => packets[2]?.cmd).toBe('pubrel');
      expect(done).toEqual([]);
      send(0x70, 2, 0, id);
    }
    await expect.poll(() => done).toEqual([undefined]);
  });

  it('reads packets however they are cut', async () => {
    const { opened, socket, messages, packets } = await openLink(version, 1);
    const connack = version === 5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0];
    const publish = mqttPacket.generate(
      { cmd: 'publish', topic: 'room/set', payload: 'now', qos: 1, messageId: 7, retain: false, dup: false },
      { protocolVersion: version },
    );
    socket.setNoDelay(true);
    for (const byte of [...connack, ...publish, ...publish]) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => messages.length).toBe(2);
    expect(opened()).toBe(1);
    expect(messages[1]).toMatchObject({ topic: 'room/set', payload: Buffer.from('now'), qos: 1 });
    await expect.poll(() => packets.filter(({ cmd }) => cmd === 'puback').length).toBe(2);
  });

  it.each([
    ['noise', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a packet without an end that is no message', [0x90, 0xff, 0xff, 0xff, 0x7f, 0]],
    ['an acknowledgement that is too short', [0x40, 1, 0]],
    ['wrong flags', [0x41, 2, 0, 1]],
  ])('ends at %s, and fails its messages', async (_, bytes) => {
    const { link, ends, send } = await openedLink(version, 1);
    const done: unknown[] = [];
    link.publish(message(1), (error) => done.push(error));
    send(...bytes);
    await expect.poll(() => ends.length).toBe(1);
    expect(done).toEqual([LINK_LOST]);
    expect(ends[0]).toMatchObject({ isFinal: false });
    link.vanish();
    expect(ends).toHaveLength(1);
  });

  it('says DISCONNECT when it leaves, and nothing when it vanishes', async () => {
    const left = await openedLink(version, 1);
    left.link.leave();
    await expect.poll(() => left.packets.at(-1)?.cmd).toBe('disconnect');
    const gone = await openedLink(version, 1);
    const closed = once(gone.socket, 'close');
    gone.link.vanish();
    await closed;
    expect(gone.packets.at(-1)?.cmd).toBe('connect');
    expect([left.ends, gone.ends]).toEqual([[], []]);
  });

  it('sends PINGREQ when it has been idle, and gives up without an answer', async () => {
    const { link, packets, send, ends } = await openedLink(version, 1, { keepaliveS: 1 });
    link.tick(performance.now() + 800);
    await expect.poll(() => packets.at(-1)?.cmd).toBe('pingreq');
    send(0xd0, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    link.tick(performance.now() + 2000);
    link.tick(performance.now() + 5000);
    await expect.poll(() => ends.length).toBe(1);
    expect(ends[0]?.why).toContain('no answer in time');
  });
});

describe('a link', () => {
  it('gives up a broker that accepts and says nothing', async () => {
    const { link, ends } = await openLink(4, 1, { connectTimeoutMs: 100 });
    link.tick(performance.now() + 50);
    expect(ends).toEqual([]);
    link.tick(performance.now() + 200);
    await expect.poll(() => ends.length).toBe(1);
  });

  it('ends at once where no CONNACK answers', async () => {
    const { ends, socket } = await openLink(4, 1);
    socket.write('HTTP/1.1 400 Bad Request\r\n');
    await expect.poll(() => ends.length).toBe(1);
    expect(ends[0]?.why).toContain('what answers there is not MQTT');
  });

  it.each([
    [4, [0x20, 2, 0, 5], true, 'not authorized'],
    [4, [0x20, 2, 0, 3], false, 'unavailable'],
    [5, [0x20, 3, 0, 135, 0], true, 'not authorized'],
    [5, [0x20, 3, 0, 151, 0], false, 'quota exceeded'],
  ] as const)(
    'over MQTT level %d knows by CONNACK %j whether to try again: final %s',
    async (version, bytes, isFinal, why) => {
      const { ends, send } = await openLink(version, 1);
      send(...bytes);
      await expect.poll(() => ends.length).toBe(1);
      expect(ends[0]).toMatchObject({ isFinal, why: expect.stringContaining(why) });
    },
  );

  it('keeps to the receive maximum and the keep-alive of an MQTT 5 broker', async () => {
    const { link, send, opened, packets } = await openLink(5, 1);
    // Receive Maximum 2, Server Keep Alive 1 s, and a reason string.
    send(0x20, 17, 0, 0, 14, 0x21, 0, 2, 0x13, 0, 1, 0x1f, 0, 5, ...Buffer.from('hello'));
    await expect.poll(opened).toBe(1);
    link.publish(message(1), () => {});
    expect(link.hasRoom).toBe(true);
    link.publish(message(1), () => {});
    expect(link.hasRoom).toBe(false);
    link.tick(performance.now() + 900);
    await expect.poll(() => packets.at(-1)?.cmd).toBe('pingreq');
  });

  it('hands on the reason for which an MQTT 5 broker refused a message', async () => {
    const { link, send, packets } = await openedLink(5, 1);
    const done: (Error | undefined)[] = [];
    link.publish(message(1), (error) => done.push(error));
    await expect.poll(() => packets.length).toBe(2);
    send(0x40, 3, 0, packets[1]?.messageId ?? 0, 135);
    await expect.poll(() => done.length).toBe(1);
    expect(done[0]?.message).toContain('not authorized');
  });

  it('is over for good when an MQTT 5 broker gives its id to another client', async () => {
    const { ends, send } = await openedLink(5, 1);
    send(0xe0, 1, 142);
    await expect.poll(() => ends.length).toBe(1);
    expect(ends[0]).toMatchObject({ isFinal: true });
  });

  it('survives random bytes', async () => {
    for (let n = 0; n < 20; n++) {
      const { link, socket } = await openedLink(n % 2 === 0 ? 5 : 4, 1);
      const bytes = Buffer.from(
        Array.from({ length: 200 }, (_, i) => (i * 7919 + n * 104_729 + ((i * n) >> 3)) & 0xff),
      );
      socket.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
      link.vanish();
      socket.destroy();
    }
  });
});

it('ends at a message of MQTT 5 that is far too long with faulty properties', async () => {
  const { socket, ends } = await openedLink(5, 1);
  // Of 200,000 bytes: topic t, id 1, and properties of which the first is unknown.
  const head = Buffer.from([0x32, 0xc0, 0x9a, 0x0c, 0, 1, 0x74, 0, 1, 4, 0xff, 0, 0, 0]);
  socket.write(Buffer.concat([head, Buffer.alloc(200_000)]));
  await expect.poll(() => ends.length).toBe(1);
});
