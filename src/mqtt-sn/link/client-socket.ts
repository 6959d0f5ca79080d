import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';

export interface ClientSocketEvents {
  received(datagram: Buffer): void;
  /** ICMP: nothing listens on the port; or the system could not send a datagram. */
  failed(error: NodeJS.ErrnoException): void;
}

export interface ClientSocket {
  send(datagram: Buffer): void;
  close(): void;
}

const RECEIVE_BUFFER = 4 * 1024 * 1024;

/**
 * A UDP socket connected to one peer: the kernel drops datagrams of strangers, and reports ICMP's "port unreachable".
 * Rejects with the resolver's error if the host is unknown.
 */
export async function openClientSocket(
  host: string,
  port: number,
  events: ClientSocketEvents,
): Promise<ClientSocket> {
  const { address, family } = await lookup(host, { order: 'ipv4first' });
  const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER });
  socket.on('message', (datagram) => events.received(datagram));
  socket.on('error', (error) => events.failed(error));
  await new Promise<void>((resolve) => socket.connect(port, address, resolve));
  const sent = (error: Error | null): void => {
    if (error) events.failed(error);
  };
  return {
    send: (datagram) => socket.send(datagram, sent),
    close: () => socket.close(),
  };
}
