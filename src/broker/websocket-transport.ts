import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Transport } from './transport.ts';

/** How long a connection that is being closed may take to send what is left. */
const FLUSH_MS = 2000;

/** A WebSocket over that raw socket; each packet is a binary frame of its own (MQTT 5 §6). */
export function webSocketTransport(socket: WebSocket, raw: Socket, peer: string): Transport {
  socket.on('error', () => {}); // told by 'close' as well
  return {
    peer,
    get unsentBytes() {
      return raw.writableLength;
    },
    open(handler) {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) handler.data(data);
        else socket.close(1003); // [MQTT-6.0.0-1]
      });
      socket.once('close', () => handler.ended());
      raw.on('drain', () => handler.drained());
    },
    write(packets) {
      if (socket.readyState !== socket.OPEN) return;
      raw.cork();
      for (const packet of packets) socket.send(packet);
      raw.uncork();
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    accepted() {},
    end() {
      const frozen = setTimeout(() => socket.terminate(), FLUSH_MS).unref();
      socket.once('close', () => clearTimeout(frozen));
      socket.resume();
      socket.close(1000);
    },
    destroy: () => socket.terminate(),
  };
}
