import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';

export interface ClientSocketEvents {
  received(datagram: Buffer): void;
  /** The peer's machine answered that nobody listens there, or a datagram couldn't be sent. */
  failed(error: NodeJS.ErrnoException): void;
}

export interface ClientSocket {
  send(datagram: Buffer): void;
  close(): void;
}

const RECEIVE_BUFFER = 4 * 1024 * 1024;

/**
 * A UDP socket connected to one peer: the kernel keeps strangers out, and lets ICMP's "port unreachable" be seen.
 * Rejects where the host can't be found.
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
