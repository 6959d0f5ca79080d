import type { Message, MessageOf } from '../codec/messages.ts';
import type { Will } from './broker.ts';
import { isPublishable } from './names.ts';
import type { GatewaySettings } from './settings.ts';

export interface WillPromptPort {
  readonly settings: GatewaySettings;
  now(): number;
  send(message: Message): void;
}

export type WillAnswer =
  | { readonly kind: 'more' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Undefined: the client has no will after all. */
  | { readonly kind: 'done'; readonly will: Will | undefined };

type Question = { readonly type: 'WILLTOPICREQ' } | { readonly type: 'WILLMSGREQ' };

/** Asks a connecting client for its will, topic first (MQTT-SN 1.2 §6.2). */
export class WillPrompt {
  readonly #port: WillPromptPort;
  #question: Question = { type: 'WILLTOPICREQ' };
  #topic: Omit<Will, 'payload'> | undefined;
  #tries = 0;
  #dueAtMs = Infinity;

  constructor(port: WillPromptPort) {
    this.#port = port;
  }

  start(): void {
    this.#topic = undefined;
    this.#ask({ type: 'WILLTOPICREQ' });
  }

  receive(message: MessageOf<'WILLTOPIC'> | MessageOf<'WILLMSG'>): WillAnswer {
    if (message.type === 'WILLTOPIC') return this.#receiveTopic(message);
    if (this.#topic === undefined) return { kind: 'more' };
    return { kind: 'done', will: { ...this.#topic, payload: message.willMessage } };
  }

  /** Asks again when it is time; false when that was often enough. */
  tick(): boolean {
    if (this.#port.now() < this.#dueAtMs) return true;
    if (this.#tries >= this.#port.settings.retries) return false;
    this.#tries++;
    this.#send();
    return true;
  }

  #receiveTopic(message: MessageOf<'WILLTOPIC'>): WillAnswer {
    if (message.willTopic === undefined) return { kind: 'done', will: undefined };
    const { qos, retain, willTopic: topic } = message;
    if (qos === -1) return { kind: 'refused', reason: 'a will has QoS 0, 1 or 2' };
    if (!isPublishable(topic)) return { kind: 'refused', reason: 'the will topic is no topic to publish to' };
    this.#topic = { topic, qos, retain };
    this.#ask({ type: 'WILLMSGREQ' });
    return { kind: 'more' };
  }

  #ask(question: Question): void {
    this.#question = question;
    this.#tries = 0;
    this.#send();
  }

  #send(): void {
    this.#dueAtMs = this.#port.now() + this.#port.settings.retryIntervalMs;
    this.#port.send(this.#question);
  }
}
