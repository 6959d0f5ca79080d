import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { UpstreamBroker } from '../gateway/broker.ts';
import type { GatewayEvent } from '../gateway/event.ts';
import { Gateway } from '../gateway/gateway.ts';
import type { GatewaySettings } from '../gateway/settings.ts';
import { tickMs } from '../timers.ts';
import { hearBroadcasts } from './broadcast.ts';

export interface GatewayServerSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly gateway: GatewaySettings;
  readonly broker: UpstreamBroker;
  readonly report: (event: GatewayEvent) => void;
}

/** A client's first message ids stay in order: 4,095 of them come before the id begins again with 1. */
const MAX_FIRST_MSG_ID = 0xf000;

const SEARCHGW = 0x01;
const SEARCHGW_OCTETS = 3;

export interface GatewayServer {
  readonly host: string;
  readonly port: number;
  readonly gateway: Gateway;
  /** Sends DISCONNECT to all clients, and resolves when the datagrams are out. */
  close(): Promise<void>;
}

/** The default of Linux, 212 kB, holds some 280 small datagrams: too few for a burst. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;

/** Serves a gateway on a UDP port. Rejects with the system's error, such as EADDRINUSE. */
export async function serveGateway(settings: GatewayServerSettings): Promise<GatewayServer> {
  const { host, port, broker, report } = settings;
  const socket = createSocket({
    type: isIPv6(host) ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER,
    // Addresses come from datagrams: a look-up would only cost a turn of the event loop.
    lookup: (address, _options, callback) => callback(null, address, isIPv6(address) ? 6 : 4),
  });
  await bind(socket, host, port);
  socket.setBroadcast(true);
  const { address, port: bound } = socket.address();
  // Retransmission covers datagrams that can't be sent, as it covers lost ones.
  const ignore = (): void => {};
  const gateway = new Gateway(settings.gateway, {
    broker,
    report,
    now: () => performance.now(),
    later: (ms, run) => setTimeout(run, ms),
    firstMsgId: () => randomInt(MAX_FIRST_MSG_ID),
    send: (datagram, to, toPort) => socket.send(datagram, toPort, to, ignore),
    broadcast: (datagram) => socket.send(datagram, bound, broadcastAddress(address), ignore),
  });
  socket.on('message', (datagram, from) => {
    gateway.receive(datagram, { host: from.address, port: from.port });
  });
  socket.on('error', ignore);
  const ear = hearSearches(address, bound, (datagram, from) => gateway.receive(datagram, from));
  const ticking = setInterval(() => gateway.tick(), tickMs(settings.gateway.retryIntervalMs));

  return {
    host: address,
    port: bound,
    gateway,
    close: async () => {
      clearInterval(ticking);
      ear?.close();
      // The gateway would connect a late client to the broker, and never disconnect it.
      socket.removeAllListeners('message');
      gateway.close();
      await new Promise<void>((resolve) => setImmediate(resolve));
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}

/** A socket at a single address gets no broadcast: another one hears SEARCHGW in its place. */
function hearSearches(
  address: string,
  port: number,
  searched: (datagram: Buffer, from: { readonly host: string; readonly port: number }) => void,
): { close(): void } | undefined {
  if (isIPv6(address) || address === '0.0.0.0') return undefined;
  return hearBroadcasts(broadcastAddress(address), port, (datagram, from) => {
    if (datagram.length === SEARCHGW_OCTETS && datagram[1] === SEARCHGW) {
      searched(datagram, { host: from.address, port: from.port });
    }
  });
}

async function bind(socket: Socket, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

function broadcastAddress(address: string): string {
  if (isIPv6(address)) return 'ff02::1';
  return address.startsWith('127.') ? '127.255.255.255' : '255.255.255.255';
}
