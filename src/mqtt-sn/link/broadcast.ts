import { createSocket, type Socket } from 'node:dgram';

/** All hosts of the local network, and all sockets of this computer. */
export const BROADCAST_ADDRESSES = ['255.255.255.255', '127.255.255.255'] as const;

/**
 * Listens to broadcasts to a port that another socket of this computer may have: a socket at the address of the broadcast
 * gets nothing else. Where the system forbids this, nothing is heard.
 */
export function hearBroadcasts(
  address: string,
  port: number,
  heard: (datagram: Buffer, from: { readonly address: string; readonly port: number }) => void,
): { close(): void } {
  const socket: Socket = createSocket({ type: 'udp4', reuseAddr: true });
  let isClosed = false;
  const close = (): void => {
    if (!isClosed) socket.close();
    isClosed = true;
  };
  socket.on('error', close);
  socket.on('message', heard);
  socket.bind(port, address);
  return { close };
}
