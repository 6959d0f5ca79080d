import type { MqttClient } from 'mqtt';
import type { OutgoingMessage } from '../session.ts';
import { Outbox } from './outbox.ts';
import { type LaneConnection, PublishLane } from './publish-lane.ts';
import { refusedMessage, refusedPublish } from './refusal.ts';

/** The messages of a session on their way to the broker: those of QoS 0 and 1 past mqtt.js, those of QoS 2 with it. */
export class Outgoing {
  readonly #client: MqttClient;
  readonly #lane: PublishLane;
  readonly #outbox: Outbox;

  /** `mayReopen`: whether a publish that failed with this error is worth another connection. */
  constructor(client: MqttClient, hasProperties: boolean, mayReopen: (error: Error) => boolean) {
    this.#client = client;
    this.#lane = new PublishLane({ hasProperties, refused: refusedMessage });
    this.#outbox = new Outbox(client, mayReopen);
  }

  /** `done` is called once, when the message is acknowledged, or with why it never will be. */
  publish(message: OutgoingMessage, isOpen: boolean, done: (error?: Error) => void): void {
    if (message.qos !== 2) {
      this.#lane.publish(message, done);
      return;
    }
    this.#outbox.post(message, isOpen, (error, packet) => done(refusedPublish(error, packet) ?? error));
  }

  /** A PUBACK came. */
  acknowledged(id: number, reasonCode?: number): void {
    this.#lane.acknowledged(id, reasonCode);
  }

  /** CONNACK came; before mqtt.js resends what it has not seen acknowledged. */
  accepted(isKept: boolean): void {
    if (!isKept) this.#outbox.takeBack();
  }

  /** QoS 0 and 1 have a connection again. */
  open(connection: LaneConnection): void {
    this.#lane.open(this.#client.stream, connection);
  }

  /** And so has QoS 2: sends what waits, oldest first. */
  flush(): void {
    this.#outbox.flush();
  }

  /** The connection is gone. */
  close(): void {
    this.#lane.close();
  }

  /** Resolves when all of QoS 1 is acknowledged and all of QoS 0 is written. */
  idle(): Promise<void> {
    return this.#lane.idle();
  }

  /** There will be no other connection. */
  fail(error: Error): void {
    this.#lane.fail(error);
    this.#outbox.fail(error);
  }
}
