import type { Socket } from 'node:net';
import type { ClientTransport, TransportHandler } from './transport.ts';

/** Larger packets are written without a copy. */
const MAX_COPIED_BYTES = 256 * 1024;
/** A closing connection has this time to send its last bytes, and to be closed by the client. */
const FLUSH_MS = 2000;

/** A TCP or TLS connection. `peer` is the address of the client. */
export function tcpTransport(socket: Socket, peer: string): ClientTransport {
  socket.on('error', () => {}); // the socket may fail before `open`
  return {
    peer,
    get unsentBytes() {
      return socket.writableLength;
    },
    open(handler) {
      listen(socket, handler);
    },
    write(packets) {
      if (!socket.writable) return;
      for (const piece of joined(packets)) socket.write(piece);
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end() {
      if (socket.bytesWritten === 0) socket.destroy();
      if (socket.destroyed) return;
      const frozen = setTimeout(() => socket.destroy(), FLUSH_MS).unref();
      socket.once('close', () => clearTimeout(frozen));
      // Reads and discards until the client closes: a reset for unread bytes would take the last packets away from it.
      socket.resume();
      socket.end();
    },
    destroy: () => void socket.destroy(),
  };
}

function listen(socket: Socket, handler: TransportHandler): void {
  let isOver = false;
  const over = (error?: Error): void => {
    if (isOver) return;
    isOver = true;
    handler.ended(error);
  };
  socket.on('data', (chunk: Buffer) => handler.data(chunk));
  socket.on('drain', () => handler.drained());
  socket.on('end', () => over());
  socket.on('error', over);
  socket.on('close', () => over());
  if (socket.destroyed) over();
}

/** Joins consecutive packets, so a turn is one write, and small packets share a segment. */
function* joined(packets: readonly Uint8Array[]): Iterable<Uint8Array> {
  let piece: Uint8Array[] = [];
  let bytes = 0;
  for (const packet of packets) {
    if (bytes > 0 && bytes + packet.length > MAX_COPIED_BYTES) {
      yield concatenated(piece, bytes);
      piece = [];
      bytes = 0;
    }
    piece.push(packet);
    bytes += packet.length;
  }
  if (bytes > 0) yield concatenated(piece, bytes);
}

function concatenated(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const [first] = pieces;
  return pieces.length === 1 && first ? first : Buffer.concat(pieces, bytes);
}
