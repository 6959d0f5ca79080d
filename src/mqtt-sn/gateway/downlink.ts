import type { Message } from '../codec/messages.ts';
import { Pace } from '../pace.ts';
import { BackPressure } from './back-pressure.ts';
import type { BrokerMessage } from './broker.ts';
import { Share } from './budget.ts';
import { type Answer, Delivery } from './delivery.ts';
import { DownlinkQueue, type Held } from './downlink-queue.ts';
import type { Resources } from './resources.ts';
import type { TopicTable } from './topic-table.ts';

/** What the downlink needs of its session. */
export interface DownlinkPort {
  readonly resources: Resources;
  readonly topics: TopicTable;
  /** The client is there to listen. */
  readonly hears: boolean;
  /** A SUBSCRIBE or UNSUBSCRIBE is at the broker. */
  readonly awaitsSuback: boolean;
  /** False if the message doesn't fit a datagram. */
  send(message: Message): boolean;
  /** Makes the broker wait, or go on. */
  hold(isHeld: boolean): void;
  /** A message that the client will never get. */
  dropped(message: BrokerMessage, why: string): void;
  /** Nothing is left to be sent or acknowledged. */
  idle(): void;
}

/** How many of the waiting messages are looked at for topics to announce. */
const AHEAD = 256;

/**
 * The way of messages to one client: one queue, in the broker's order, one message at a time (MQTT-SN 1.2 §6.6), so that
 * nothing is overtaken.
 */
export class Downlink {
  readonly #port: DownlinkPort;
  readonly #queue: DownlinkQueue;
  readonly #delivery: Delivery;
  readonly #backPressure: BackPressure;
  readonly #pace = new Pace();
  #isPaced = false;
  #pausedUntilMs = 0;

  constructor(port: DownlinkPort) {
    this.#port = port;
    this.#queue = new DownlinkQueue({
      maxMessages: port.resources.settings.maxBuffered,
      buffered: new Share(port.resources.buffered),
      drop: (message, why) => {
        port.dropped(message, why);
        message.acknowledge();
      },
    });
    this.#delivery = new Delivery({
      resources: port.resources,
      topics: port.topics,
      send: (message) => port.send(message),
      upcoming: () => this.#upcoming(),
      wentOut: () => this.#keepPace(),
      putBack: (held) => this.#queue.putBack(held),
      pause: (ms) => {
        this.#pausedUntilMs = port.resources.now() + ms;
      },
      dropped: (message, why) => port.dropped(message, why),
    });
    this.#backPressure = new BackPressure(port);
  }

  /** Nothing is on its way, and nothing could be sent now. */
  get isIdle(): boolean {
    return this.#delivery.isFree && (this.#queue.length === 0 || this.#isPaused);
  }

  push(message: BrokerMessage): void {
    this.#queue.push(message);
    this.pump();
  }

  answered(answer: Answer): void {
    this.#delivery.answered(answer);
    this.pump();
  }

  /** Sends what can be sent now. */
  pump(): void {
    while (this.#isListening && this.#delivery.isFree && !this.#isPaced) {
      const held = this.#isPaused ? undefined : this.#queue.shift();
      if (held === undefined) {
        this.#port.idle();
        break;
      }
      this.#delivery.begin(held);
    }
    this.#regulate();
  }

  /** The client listens again. */
  resume(): void {
    this.#delivery.restart();
    this.pump();
  }

  /** Retransmits what is due; false when the client has not answered often enough (§6.13). */
  tick(): boolean {
    this.#regulate();
    if (this.#isListening && this.#delivery.isFree && this.#queue.length > 0) this.pump();
    return this.#delivery.tick(this.#isListening);
  }

  /** Forgets everything without acknowledging it: the broker keeps what its session promised. */
  clear(): void {
    this.#queue.clear();
    this.#delivery.clear();
  }

  /**
   * SUBACK, which says the id of a topic, should be there before the first message. It comes behind what the broker
   * sent before it, though: when there is hardly room for that, nothing waits for it.
   */
  get #isListening(): boolean {
    return this.#port.hears && (!this.#port.awaitsSuback || this.#queue.fill !== 'roomy');
  }

  get #isPaused(): boolean {
    return this.#pausedUntilMs > this.#port.resources.now();
  }

  #upcoming(): readonly Held[] {
    return this.#queue.fill === 'roomy' || !this.#isListening ? [] : this.#queue.first(AHEAD);
  }

  /** The client's socket would lose the end of a long burst. */
  #keepPace(): void {
    const waitMs = this.#pace.next(this.#port.resources.now());
    if (waitMs === 0) return;
    this.#isPaced = true;
    this.#port.resources.later(waitMs, () => {
      this.#isPaced = false;
      this.pump();
    });
  }

  #regulate(): void {
    const isListening = this.#isListening && !this.#isPaused;
    this.#backPressure.update(this.#queue.fill, isListening, this.#port.resources.now());
  }
}
