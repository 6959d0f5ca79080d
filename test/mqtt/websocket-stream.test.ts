import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Packet, writeToStream } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createDialer } from '../../src/mqtt/dial.ts';
import { sessionSettings } from './session-settings.ts';

let server: WebSocketServer;
let stream: Duplex;
let connected: Promise<WebSocket>;
/** The first byte and the length of each frame at the server. */
let frames: string[];

beforeEach(async () => {
  frames = [];
  server = new WebSocketServer({ port: 0, perMessageDeflate: true });
  await once(server, 'listening');
  connected = once(server, 'connection').then(([socket]) => socket as WebSocket);
  void connected.then((socket) =>
    socket.on('message', (frame: Buffer) => frames.push(`${frame[0]?.toString(16)} ${frame.length}`)),
  );
  const { port } = server.address() as AddressInfo;
  const endpoint = { protocol: 'ws', host: '127.0.0.1', port, path: '/mqtt' } as const;
  stream = (await createDialer({ ...sessionSettings(port), endpoint }))();
});
afterEach(() => {
  stream.destroy();
  server.close();
});

const CONNECT: Packet = { cmd: 'connect', clientId: 'c', username: 'ann', password: Buffer.from('p') };
const PUBLISH: Packet = {
  ...{ cmd: 'publish', topic: 'a/b', payload: Buffer.alloc(300), qos: 1, messageId: 7 },
  ...{ dup: false, retain: false },
};

describe('a WebSocket as a stream', () => {
  it('sends a packet in one frame, before the connection stands and after', async () => {
    writeToStream(CONNECT, stream);
    await connected;
    await expect.poll(() => frames).toHaveLength(1);
    writeToStream(PUBLISH, stream);
    await expect.poll(() => frames).toHaveLength(2);
    expect(frames).toEqual(['10 23', '32 310']);
  });

  it('compresses nothing, asks for MQTT, and ends with the socket', async () => {
    const socket = await connected;
    expect([socket.extensions, socket.protocol]).toEqual(['', 'mqtt']);
    socket.terminate();
    await once(stream, 'close');
  });
});
