import type { Will } from '../../mqtt-protocol/will.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RetryTimer } from '../retry-timer.ts';
import type { ClientContext } from './client-context.ts';
import { isPublishable } from './permitted-names.ts';

/** `complete`: the client has answered every question. */
export type WillPromptStep = 'prompting' | 'complete' | { readonly refused: string };

type Question = { readonly type: 'WILLTOPICREQ' } | { readonly type: 'WILLMSGREQ' };

/** Prompts a connecting client for the will: topic first, then message (MQTT-SN 1.2 §6.2). */
export class WillPrompt {
  readonly #client: ClientContext;
  readonly #retry: RetryTimer;
  #question: Question | undefined;
  #topic: Omit<Will, 'payload'> | undefined;

  constructor(client: ClientContext) {
    this.#client = client;
    this.#retry = new RetryTimer(client.settings);
  }

  /** Sends the first question. */
  start(): void {
    this.#topic = undefined;
    this.#prompt({ type: 'WILLTOPICREQ' });
  }

  /** The client has not answered the last question. */
  get isOpen(): boolean {
    return this.#question !== undefined;
  }

  receive(message: MessageOf<'WILLTOPIC'> | MessageOf<'WILLMSG'>): WillPromptStep {
    if (this.#question === undefined) return 'prompting';
    if (message.type === 'WILLTOPIC') return this.#receiveTopic(message);
    if (this.#topic === undefined) return 'prompting';
    return this.#complete({ ...this.#topic, payload: message.willMessage });
  }

  /** Repeats a prompt when due; false when the client has left every repetition unanswered. */
  tick(): boolean {
    const next = this.#retry.tick(this.#client.now());
    if (next === 'repeat' && this.#question !== undefined) this.#client.send(this.#question);
    return next !== 'exhausted';
  }

  #receiveTopic(message: MessageOf<'WILLTOPIC'>): WillPromptStep {
    if (message.willTopic === undefined) return this.#complete(undefined);
    const { qos, retain, willTopic: topic } = message;
    if (qos === -1) return { refused: 'a will has QoS 0, 1 or 2' };
    if (!isPublishable(topic)) return { refused: 'the will topic is not a topic to publish to' };
    this.#topic = { topic, qos, retain };
    return this.#prompt({ type: 'WILLMSGREQ' });
  }

  #prompt(question: Question): WillPromptStep {
    this.#question = question;
    this.#retry.start(this.#client.now());
    this.#client.send(question);
    return 'prompting';
  }

  #complete(will: Will | undefined): WillPromptStep {
    this.#question = undefined;
    this.#retry.stop();
    this.#client.will.set(will);
    return 'complete';
  }
}
