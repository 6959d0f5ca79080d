import type { Socket } from 'node:net';
import type { ClientTransport, TransportHandler } from './transport.ts';
import { closeFrame, framesOf, pongFrame, WebSocketFault, WebSocketFrameReader } from './websocket-frames.ts';

/** A closing connection has this time to send its last bytes, and to be closed by the client. */
const FLUSH_MS = 2000;
/** With more unsent bytes, pings stay unanswered: the client does not read. */
const MAX_UNSENT_PONG_BYTES = 65_536;
const NORMAL_CLOSURE = 1000;

/** A socket after its upgrade to WebSocket; `head` are the bytes behind the request. */
export function webSocketTransport(socket: Socket, head: Buffer, peer: string): ClientTransport {
  socket.on('error', () => {}); // the socket may fail before `open`
  let isClosing = false;
  let closeCode = NORMAL_CLOSURE;
  return {
    peer,
    get unsentBytes() {
      return socket.writableLength;
    },
    open(handler) {
      listen(socket, handler, (code) => {
        closeCode = code;
      });
      if (head.length > 0) socket.emit('data', head);
    },
    write(packets) {
      if (!isClosing && socket.writable) socket.write(framesOf(packets));
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    accepted() {},
    end() {
      if (isClosing || socket.destroyed) return;
      isClosing = true;
      const frozen = setTimeout(() => socket.destroy(), FLUSH_MS).unref();
      socket.once('close', () => clearTimeout(frozen));
      socket.resume();
      socket.end(closeFrame(closeCode));
    },
    destroy: () => void socket.destroy(),
  };
}

/** `onClosing` gets the code for the close frame, unless the normal code applies. */
function listen(socket: Socket, handler: TransportHandler, onClosing: (code: number) => void): void {
  let isOver = false;
  const over = (error?: Error): void => {
    if (isOver) return;
    isOver = true;
    handler.ended(error);
  };
  let isClosed = false;
  const reader = new WebSocketFrameReader(({ type, payload }) => {
    if (type === 'close') {
      isClosed = true;
      if (payload.length >= 2) onClosing(payload.readUInt16BE());
    } else if (type === 'ping' && socket.writable && socket.writableLength < MAX_UNSENT_PONG_BYTES) {
      socket.write(pongFrame(payload));
    }
  });
  socket.on('data', (chunk: Buffer) => {
    if (isOver) return;
    const payload = payloadOf(reader, chunk);
    if (payload instanceof WebSocketFault) {
      onClosing(payload.code);
      over(payload);
      return;
    }
    if (payload.length > 0) handler.data(payload);
    if (isClosed) over();
  });
  socket.on('drain', () => handler.drained());
  socket.on('end', () => over());
  socket.on('error', over);
  socket.on('close', () => over());
  if (socket.destroyed) over();
}

function payloadOf(reader: WebSocketFrameReader, chunk: Buffer): Buffer | WebSocketFault {
  try {
    return reader.read(chunk);
  } catch (fault) {
    if (fault instanceof WebSocketFault) return fault;
    throw fault;
  }
}
