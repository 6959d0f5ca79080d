import type { Socket } from 'node:net';
import { tcpTransport } from './tcp-transport.ts';
import type { ClientTransport, TransportHandler } from './transport.ts';
import { closeFrame, framesOf, pongFrame, WebSocketFault, WebSocketFrameReader } from './websocket-frames.ts';

/** With more unsent bytes, pings stay unanswered: the client does not read. */
const MAX_UNSENT_PONG_BYTES = 65_536;
const NORMAL_CLOSURE = 1000;

/** A socket after its upgrade to WebSocket; `head` are the bytes behind the request. */
export function webSocketTransport(socket: Socket, head: Buffer, peer: string): ClientTransport {
  return new WebSocketTransport(tcpTransport(socket, peer), head);
}

class WebSocketTransport implements ClientTransport {
  readonly peer: string;
  readonly #below: ClientTransport;
  readonly #head: Buffer;
  /** The client closes, or sent a wrong frame. */
  #isOver = false;
  #isClosing = false;
  #closeCode = NORMAL_CLOSURE;

  constructor(below: ClientTransport, head: Buffer) {
    this.peer = below.peer;
    this.#below = below;
    this.#head = head;
  }

  get unsentBytes(): number {
    return this.#below.unsentBytes;
  }

  open(handler: TransportHandler): void {
    const reader = new WebSocketFrameReader(({ type, payload }) => {
      if (type === 'close') {
        this.#isOver = true;
        if (payload.length >= 2) this.#closeCode = payload.readUInt16BE();
      } else if (type === 'ping' && this.unsentBytes < MAX_UNSENT_PONG_BYTES) {
        this.#below.write([pongFrame(payload)]);
      }
    });
    const data = (chunk: Buffer): void => {
      if (this.#isOver) return;
      try {
        const payload = reader.read(chunk);
        if (payload.length > 0) handler.data(payload);
        if (this.#isOver) handler.ended();
      } catch (fault) {
        if (!(fault instanceof WebSocketFault)) throw fault;
        this.#isOver = true;
        this.#closeCode = fault.code;
        handler.ended(fault);
      }
    };
    this.#below.open({
      data,
      drained: () => handler.drained(),
      ended: (error) => {
        if (!this.#isOver) handler.ended(error);
        this.#isOver = true;
      },
    });
    if (this.#head.length > 0) data(this.#head);
  }

  write(packets: readonly Uint8Array[]): void {
    if (!this.#isClosing) this.#below.write([framesOf(packets)]);
  }

  pause(): void {
    this.#below.pause();
  }

  resume(): void {
    this.#below.resume();
  }

  end(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#below.write([closeFrame(this.#closeCode)]);
    this.#below.end();
  }

  destroy(): void {
    this.#below.destroy();
  }
}
