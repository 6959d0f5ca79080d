import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { OutgoingMessage } from '../../session.ts';
import type { Client } from '../client/client.ts';
import { Rejected } from '../client/procedure.ts';
import { SendRateLimiter } from '../send-rate.ts';
import { notThere } from './failures.ts';

/** ICMP's "port unreachable" comes within this time on a local network. */
const REFUSAL_MS = 30;

/** Publishes through a client, and reports each message as sent as late as its QoS allows. */
export class SnPublisher {
  readonly #client: Client;
  readonly #where: string;
  readonly #rate = new SendRateLimiter();
  /** ICMP's answer to the last datagram. */
  #refusal: NodeJS.ErrnoException | undefined;

  constructor(client: Client, where: string) {
    this.#client = client;
    this.#where = where;
  }

  publish({ topic, payload, qos, retain }: OutgoingMessage, done: (error?: Error) => void): void {
    this.#refusal = undefined;
    // A view, not a copy.
    const data = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    this.#client.publish({ topic, payload: data, qos, retain }, (outcome) => {
      if ('error' in outcome) done(asFailure(outcome.error));
      else if (qos === -1) this.#afterRefusal(done);
      else if (qos === 0) this.#paced(done);
      else done();
    });
  }

  /** The network refused a datagram. */
  refused(error: NodeJS.ErrnoException): void {
    this.#refusal = error;
  }

  /** ICMP alone tells a sender of QoS -1 that nothing listens. */
  #afterRefusal(done: (error?: Error) => void): void {
    const finish = (): void => done(this.#refusal && notThere(this.#where, this.#refusal));
    // A turn after the time-out: a process that was held up looks at the clock before it looks at its socket.
    setTimeout(() => setImmediate(finish), REFUSAL_MS);
  }

  #paced(done: () => void): void {
    const waitMs = this.#rate.waitMs(performance.now());
    if (waitMs === 0) done();
    else setTimeout(done, waitMs);
  }
}

/** The user must learn of a refusal. A lost connection is reported once, not for each message. */
function asFailure(error: Error): Error {
  return error instanceof Rejected ? new Failure(error.message, EXIT.unreachable, { cause: error }) : error;
}
