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
  #enqueued = 0;

  /** `mayReopen`: true if, after this error, a publish may succeed on another connection. */
  constructor(client: MqttClient, mayReopen: (error: Error) => boolean) {
    this.#client = client;
    this.#mayReopen = mayReopen;
  }

  /** Sends at once if the session is open, otherwise at the next `flush`. */
  enqueue(message: OutgoingMessage, isOpen: boolean, done: Qos2Done): void {
    const pending = { message, done, number: this.#enqueued++ };
    if (isOpen) this.#send(pending);
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

  /** The session is open: sends the waiting messages, the oldest first. */
  flush(): void {
    for (const pending of this.#take()) this.#send(pending);
  }

  /** The session is lost for good. */
  fail(error: Error): void {
    for (const { done } of this.#take()) done(error, undefined);
  }

  #take(): PendingPublish[] {
    const waiting = this.#waiting.sort((a, b) => a.number - b.number);
    this.#waiting = [];
    return waiting;
  }

  #send(pending: PendingPublish): void {
    const { message, done } = pending;
    this.#client.publish(
      message.topic,
      message.payload as Buffer,
      mqttJsOptions(message),
      (error, packet) => {
        // If the connection breaks while mqtt.js sends again, a publish of that time fails, too.
        if (error && this.#mayReopen(error)) this.#waiting.push(pending);
        else done(error ?? undefined, packet);
      },
    );
  }
}

/** `packet` is the last acknowledgement, if there was one. */
export type Qos2Done = (error: Error | undefined, packet: Packet | undefined) => void;

interface PendingPublish {
  readonly message: OutgoingMessage;
  readonly done: Qos2Done;
  /** Counts up in the order of `enqueue`. */
  readonly number: number;
}

/** Before MQTT 5 mqtt.js leaves the properties out. */
function mqttJsOptions({ qos, retain, contentType }: OutgoingMessage) {
  return {
    qos: Math.max(qos, 0) as Qos,
    retain,
    ...(contentType === undefined ? {} : { properties: { contentType } }),
  };
}
