import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { serveGateway } from '../../../src/mqtt-sn/link/gateway-server.ts';
import { MemoryBroker } from '../gateway/memory-broker.ts';
import { say } from '../say.ts';

const SETTINGS = {
  gatewayId: 1,
  predefined: new Map<number, string>(),
  retryIntervalMs: 10_000,
  retries: 3,
  maxClients: 10,
  maxBuffered: 10,
  anonymousClientId: 'anonymous',
};

describe('a gateway that is being closed', () => {
  it('takes no client any more, and connects none to the broker', async () => {
    const broker = new MemoryBroker();
    const server = await serveGateway({
      host: '127.0.0.1',
      port: 0,
      gateway: SETTINGS,
      broker,
      report: () => {},
    });
    const client = createSocket('udp4').on('error', () => {});
    client.connect(server.port, server.host);
    await once(client, 'connect');
    // A connected socket sends within this turn: the datagram is there before the gateway's socket is closed.
    await new Promise((resolve) => setTimeout(resolve));
    client.send(encode(say.connect('late')));
    await server.close();
    client.close();
    expect(broker.connections).toEqual([]);
  });
});
