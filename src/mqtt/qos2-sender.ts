import type { MqttClient, Packet } from 'mqtt';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { OutgoingMessage } from '../session.ts';

/**
 * Publishes messages of QoS 2 through mqtt.js and holds each one until the broker has acknowledged it, over as many
 * connections as necessary. If the broker kept the session, mqtt.js sends again under the old packet ids (MQTT 3.1.1
 * §4.4). If not, the old ids mean nothing to the broker, and a PUBREL for one would lose its message: the messages are
 * published anew.
 */
export class Qos2Sender {
  readonly #client: MqttClient;
  readonly #mayReopen: (error: Error) => boolean;
  #waiting: PendingPublish[] = [];
  /** Unacknowledged messages, the oldest first. */
  readonly #pending = new Set<PendingPublish>();
  #enqueued = 0;
  /** The oldest message is on its way alone. */
  #isCautious = false;

  /** `mayReopen`: true if, after this error, a publish may succeed on another connection. */
  constructor(client: MqttClient, mayReopen: (error: Error) => boolean) {
    this.#client = client;
    this.#mayReopen = mayReopen;
  }

  /** Sends at once if the session is open, otherwise at the next `flush`. */
  enqueue(message: OutgoingMessage, isOpen: boolean, done: Qos2Done): void {
    const pending = { message, done, number: this.#enqueued++, id: undefined };
    this.#pending.add(pending);
    if (isOpen && !this.#isCautious) this.#send(pending);
    else this.#waiting.push(pending);
  }

  /** True if no message waits for its acknowledgement or for a connection. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && Object.keys(this.#client.outgoing).length === 0;
  }

  /** The broker has forgotten the session: every unacknowledged message waits to be published anew. */
  requeueUnacknowledged(): void {
    for (const id of Object.keys(this.#client.outgoing)) this.#client.removeOutgoingMessage(Number(id));
  }

  /** The session is open: sends the waiting messages, the oldest first; if cautious, the others after its acknowledgement. */
  flush(isCautious = false): void {
    const waiting = this.#take();
    this.#isCautious = isCautious && waiting.length > 0;
    const count = this.#isCautious ? 1 : waiting.length;
    this.#waiting = waiting.slice(count);
    for (const pending of waiting.slice(0, count)) this.#send(pending);
  }

  /** The oldest unacknowledged message. */
  get oldest(): OutgoingMessage | undefined {
    const [pending] = this.#pending;
    return pending?.message;
  }

  /** Ends a message that waits for its acknowledgement. */
  giveUp(message: OutgoingMessage, error: Error): void {
    for (const pending of this.#pending) {
      if (pending.message !== message) continue;
      this.#waiting = this.#waiting.filter((each) => each !== pending);
      this.#settle(pending, error, undefined);
      if (pending.id !== undefined) this.#client.removeOutgoingMessage(pending.id);
      return;
    }
  }

  /** The session is lost for good. */
  fail(error: Error): void {
    for (const pending of this.#take()) this.#settle(pending, error, undefined);
  }

  /** Tells the end of a message, once. */
  #settle(pending: PendingPublish, error: Error | undefined, packet: Packet | undefined): void {
    if (!this.#pending.delete(pending)) return;
    pending.done(error, packet);
    if (this.#isCautious && error === undefined) this.flush();
  }

  #take(): PendingPublish[] {
    const waiting = this.#waiting.sort((a, b) => a.number - b.number);
    this.#waiting = [];
    return waiting;
  }

  #send(pending: PendingPublish): void {
    const { message } = pending;
    this.#client.publish(
      message.topic,
      message.payload as Buffer,
      mqttJsOptions(message),
      (error, packet) => {
        // If the connection breaks while mqtt.js sends again, a publish of that time fails, too.
        if (!this.#pending.has(pending)) return;
        if (error && this.#mayReopen(error)) this.#waiting.push(pending);
        else this.#settle(pending, error ?? undefined, packet);
      },
    );
    pending.id = this.#client.getLastMessageId();
  }
}

/** `packet` is the last acknowledgement, if there was one. */
export type Qos2Done = (error: Error | undefined, packet: Packet | undefined) => void;

interface PendingPublish {
  readonly message: OutgoingMessage;
  readonly done: Qos2Done;
  /** Counts up in the order of `enqueue`. */
  readonly number: number;
  /** The packet identifier of its last sending. */
  id: number | undefined;
}

/** Before MQTT 5 mqtt.js leaves the properties out. */
function mqttJsOptions({ qos, retain, contentType }: OutgoingMessage) {
  return {
    qos: Math.max(qos, 0) as Qos,
    retain,
    ...(contentType === undefined ? {} : { properties: { contentType } }),
  };
}
