import { Duplex } from 'node:stream';
import type { ClientTransport, TransportHandler } from './transport.ts';

/** A connection inside this process, and the client's end of it. */
export interface Pipe {
  readonly transport: ClientTransport;
  readonly client: Duplex;
}

/** Without TCP a message of the gateway costs 18 µs of processor time in place of 34. `peer` names the client. */
export function createPipe(peer: string): Pipe {
  let handler: TransportHandler | undefined;
  /** A chunk for the paused broker. */
  let held: (() => void) | undefined;
  let isPaused = false;
  let isFull = false;
  let isEnded = false;

  const over = (): void => {
    handler?.ended();
    handler = undefined;
  };
  const push = (bytes: Uint8Array | null): void => {
    if (isEnded || client.destroyed) return;
    isEnded = bytes === null;
    isFull = !client.push(bytes);
  };
  const client = new Duplex({
    read() {
      if (!isFull) return;
      isFull = false;
      handler?.drained();
    },
    write(chunk: Buffer, _encoding, done) {
      const take = (): void => {
        handler?.data(chunk);
        done();
      };
      if (isPaused) held = take;
      else take();
    },
    final(done) {
      over();
      done();
    },
    destroy(error, done) {
      over();
      done(error);
    },
  });
  const transport: ClientTransport = {
    peer,
    get unsentBytes() {
      return client.readableLength;
    },
    open(opened) {
      handler = opened;
    },
    write: (packets) => push(packets.length === 1 ? (packets[0] ?? null) : Buffer.concat(packets)),
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      const take = held;
      held = undefined;
      take?.();
    },
    end: () => push(null),
    destroy: () => void client.destroy(),
  };
  return { transport, client };
}
