import type { Will } from '../../mqtt-protocol/will.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RetryTimer } from '../retry-timer.ts';
import type { ClientContext } from './client-context.ts';
import { isPublishable } from './permitted-names.ts';

/** `complete`: the client has answered everything, and the broker is next. */
export type HandshakeStep = 'prompting' | 'complete' | { readonly refused: string };

type Question = { readonly type: 'WILLTOPICREQ' } | { readonly type: 'WILLMSGREQ' };

/** The gateway prompts a client whose CONNECT has the Will flag: topic first, then message (MQTT-SN 1.2 §6.2). */
export class ConnectHandshake {
  readonly #client: ClientContext;
  readonly #hasWill: boolean;
  readonly #retry: RetryTimer;
  #question: Question | undefined;
  #topic: Omit<Will, 'payload'> | undefined;

  constructor(client: ClientContext, hasWill: boolean) {
    this.#client = client;
    this.#hasWill = hasWill;
    this.#retry = new RetryTimer(client.settings);
  }

  /** Without the Will flag the client keeps the will of its persistent session (§6.3). */
  start(): HandshakeStep {
    return this.#hasWill ? this.#promptForTopic() : 'complete';
  }

  /** CONNECT came again because a prompt was lost. While the broker has the turn, nothing is asked again. */
  restart(): void {
    if (this.#question !== undefined) this.#promptForTopic();
  }

  receive(message: MessageOf<'WILLTOPIC'> | MessageOf<'WILLMSG'>): HandshakeStep {
    if (this.#question === undefined) return 'prompting';
    if (message.type === 'WILLTOPIC') return this.#receiveTopic(message);
    if (this.#topic === undefined) return 'prompting';
    return this.#complete({ ...this.#topic, payload: message.willMessage });
  }

  /** Prompts again when it is time; false when the client has left every repetition unanswered. */
  tick(): boolean {
    const next = this.#retry.tick(this.#client.now());
    if (next === 'repeat' && this.#question !== undefined) this.#client.send(this.#question);
    return next !== 'exhausted';
  }

  #receiveTopic(message: MessageOf<'WILLTOPIC'>): HandshakeStep {
    if (message.willTopic === undefined) return this.#complete(undefined);
    const { qos, retain, willTopic: topic } = message;
    if (qos === -1) return { refused: 'a will has QoS 0, 1 or 2' };
    if (!isPublishable(topic)) return { refused: 'the will topic is no topic to publish to' };
    this.#topic = { topic, qos, retain };
    return this.#prompt({ type: 'WILLMSGREQ' });
  }

  #promptForTopic(): HandshakeStep {
    this.#topic = undefined;
    return this.#prompt({ type: 'WILLTOPICREQ' });
  }

  #prompt(question: Question): HandshakeStep {
    this.#question = question;
    this.#retry.start(this.#client.now());
    this.#client.send(question);
    return 'prompting';
  }

  #complete(will: Will | undefined): HandshakeStep {
    this.#question = undefined;
    this.#retry.stop();
    this.#client.will.set(will);
    return 'complete';
  }
}
