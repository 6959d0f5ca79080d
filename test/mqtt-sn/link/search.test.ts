import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/exit-code.ts';
import { type GatewayServer, serveGateway } from '../../../src/mqtt-sn/link/gateway-server.ts';
import { type Advertisement, searchGateway } from '../../../src/mqtt-sn/link/search.ts';
import { freePort } from '../../cli/free-port.ts';
import { MemoryBroker } from '../gateway/memory-broker.ts';

let servers: GatewayServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function startGateway(host: string, advertiseMs?: number): Promise<GatewayServer> {
  const server = await serveGateway({
    host,
    port: 0,
    gateway: {
      gatewayId: 7,
      predefined: new Map<number, string>(),
      retryIntervalMs: 200,
      retries: 3,
      maxClients: 10,
      maxBuffered: 10,
      anonymousClientId: 'anonymous',
      advertiseMs,
    },
    broker: new MemoryBroker(),
    report: () => {},
  });
  servers.push(server);
  return server;
}

const search = (port: number, more: Partial<Parameters<typeof searchGateway>[0]> = {}) =>
  searchGateway({
    port,
    retryIntervalMs: 10_000,
    retries: 3,
    signal: new AbortController().signal,
    advertised: () => {},
    ...more,
  });

describe('the search for a gateway', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('finds one at %s', async (host) => {
    const { port } = await startGateway(host);
    const { gateway, close } = await search(port);
    close();
    expect(gateway).toMatchObject({ port, gatewayId: 7 });
  });

  it('tells of every ADVERTISE, after the search, too', async () => {
    const { port } = await startGateway('127.0.0.1', 20);
    const heard: Advertisement[] = [];
    const { close } = await search(port, { advertised: (each) => heard.push(each) });
    await expect.poll(() => heard.length).toBeGreaterThan(2);
    close();
    expect(heard[0]).toEqual({ host: '127.0.0.1', port, gatewayId: 7, everyS: 1 });
  });

  it('ends when nobody answers, and when it is interrupted', async () => {
    const port = await freePort();
    await expect(search(port, { retryIntervalMs: 20, retries: 2 })).rejects.toMatchObject({
      message: expect.stringContaining('SEARCHGW was sent 3 times in 0.06 s'),
      exitCode: EXIT.unreachable,
    });
    await expect(search(port, { signal: AbortSignal.abort(130) })).rejects.toMatchObject({ exitCode: 130 });
  });
});
