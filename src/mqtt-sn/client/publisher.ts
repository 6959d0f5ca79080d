import { MAX_DATAGRAM } from '../codec/encode.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import type { OnOutcome, OperationOutcome, Operations } from './operations.ts';
import { Rejected } from './procedure.ts';
import { type OutgoingPublish, publishingMessage } from './publish-procedure.ts';
import type { ClientServices } from './services.ts';
import type { ClientMessage } from './settings.ts';

/** Octets of data in the longest PUBLISH: the header takes 4, flags, topic id and message id take 5. */
const MAX_PAYLOAD = MAX_DATAGRAM - 9;

/** Publishes the messages of a client, at every QoS. */
export class ClientPublisher {
  readonly #services: ClientServices;
  readonly #operations: Operations;
  /** The last message of QoS 0: done, but PUBACK with an error may yet come (MQTT-SN 1.2 §6.6). */
  #lastOfQos0: OutgoingPublish | undefined;

  constructor(services: ClientServices, operations: Operations) {
    this.#services = services;
    this.#operations = operations;
  }

  publish(message: ClientMessage, done: OnOutcome): void {
    const { qos, payload } = message;
    if (payload.length > MAX_PAYLOAD) {
      const words = `more than the ${MAX_PAYLOAD} octets that fit a UDP datagram`;
      done({ error: new Rejected(`${payload.length} octets`, RETURN_CODE.notSupported, words) });
      return;
    }
    if (qos === -1) {
      done(this.#publishUnconnected(message));
      return;
    }
    const outgoing: OutgoingPublish = { message, wasSent: false, isReceived: false };
    this.#operations.add({
      begin: () => publishingMessage(this.#services, outgoing),
      done: (outcome) => {
        if (qos === 0) this.#lastOfQos0 = outgoing;
        done(outcome);
      },
    });
  }

  /** PUBACK without an operation rejects a message of QoS 0. Such a message has message id 0. */
  rejected({ msgId, returnCode }: MessageOf<'PUBACK'>): void {
    const outgoing = this.#lastOfQos0;
    if (msgId !== 0 || outgoing === undefined) return;
    this.#lastOfQos0 = undefined;
    if (returnCode === RETURN_CODE.congestion) {
      this.#operations.pause(CONGESTION_WAIT_MS);
      this.#services.event({ kind: 'congested', waitMs: CONGESTION_WAIT_MS });
    } else if (returnCode === RETURN_CODE.invalidTopicId) {
      this.#publishAgain(outgoing);
    }
  }

  #publishAgain(outgoing: OutgoingPublish): void {
    const { topics } = this.#services;
    const { topic: name } = outgoing.message;
    const topic = topics.find(name);
    if (topic !== undefined) topics.forget(name, topic);
    this.#operations.addInFront([
      { begin: () => publishingMessage(this.#services, outgoing), done: () => {} },
    ]);
    this.#operations.next();
  }

  /** QoS -1 (§6.8). */
  #publishUnconnected({ topic: name, payload: data, retain }: ClientMessage): OperationOutcome<void> {
    const topic = this.#services.topics.wellKnown(name);
    if (topic === undefined) {
      const words = 'QoS -1 needs a topic of two octets or a predefined id';
      return { error: new Rejected(`'${name}'`, RETURN_CODE.invalidTopicId, words) };
    }
    this.#services.send({ type: 'PUBLISH', dup: false, qos: -1, retain, topic, msgId: 0, data });
    return { result: undefined };
  }
}
