import type { MqttClient, Packet } from 'mqtt';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { OutgoingMessage } from '../session.ts';

/**
 * Messages that go through mqtt.js, those of QoS 2, between `publish` and their acknowledgement, which may take
 * several connections. Where the broker kept the session mqtt.js resends under the old packet ids, as MQTT 3.1.1
 * §4.4 asks. Where it didn't, those ids mean nothing any more (a PUBREL for one loses its message), so the
 * messages are published anew.
 */
export class Outbox {
  readonly #client: MqttClient;
  readonly #mayReopen: (error: Error) => boolean;
  #waiting: Letter[] = [];
  #posted = 0;

  /** `mayReopen`: whether a publish that failed with this error is worth another connection. */
  constructor(client: MqttClient, mayReopen: (error: Error) => boolean) {
    this.#client = client;
    this.#mayReopen = mayReopen;
  }

  /** Sends now, or with the next `flush` where the session isn't open. */
  post(message: OutgoingMessage, isOpen: boolean, done: PublishDone): void {
    const letter = { message, done, number: this.#posted++ };
    if (isOpen) this.#send(letter);
    else this.#waiting.push(letter);
  }

  /** The broker has forgotten the session: all that is unacknowledged waits to be published anew. */
  takeBack(): void {
    for (const id of Object.keys(this.#client.outgoing)) this.#client.removeOutgoingMessage(Number(id));
  }

  /** The session is open: sends what waits, oldest first. */
  flush(): void {
    for (const letter of this.#take()) this.#send(letter);
  }

  /** The session is lost for good. */
  fail(error: Error): void {
    for (const { done } of this.#take()) done(error, undefined);
  }

  #take(): Letter[] {
    const letters = this.#waiting.sort((a, b) => a.number - b.number);
    this.#waiting = [];
    return letters;
  }

  #send(letter: Letter): void {
    const { message, done } = letter;
    this.#client.publish(
      message.topic,
      message.payload as Buffer,
      publishOptions(message),
      (error, packet) => {
        // Also what is published while mqtt.js resends fails, if the link breaks again.
        if (error && this.#mayReopen(error)) this.#waiting.push(letter);
        else done(error ?? undefined, packet);
      },
    );
  }
}

export type PublishDone = (error: Error | undefined, packet: Packet | undefined) => void;

interface Letter {
  readonly message: OutgoingMessage;
  readonly done: PublishDone;
  /** In the order of posting. */
  readonly number: number;
}

/** MQTT 3.1.1 has no content type; mqtt.js leaves properties out there. */
export function publishOptions({ qos, retain, contentType }: OutgoingMessage) {
  return {
    qos: Math.max(qos, 0) as Qos,
    retain,
    ...(contentType === undefined ? {} : { properties: { contentType } }),
  };
}
