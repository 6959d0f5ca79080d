import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket } from 'ws';

/**
 * A WebSocket as a stream of bytes; both end together. Pieces written together leave as one frame: each frame
 * costs a mask and a header, and some brokers and tools take a frame for a packet.
 */
export function webSocketStream(socket: WebSocket): Duplex {
  const stream = createWebSocketStream(socket);
  stream._writev = (pieces, done) => {
    const bytes = Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer));
    stream._write(bytes, 'buffer' as BufferEncoding, done);
  };
  // The stream of ws ends without closing.
  socket.on('close', () => stream.destroy());
  return stream;
}
