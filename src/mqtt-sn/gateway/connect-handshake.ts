import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { BrokerEvents, UpstreamBroker } from './broker.ts';
import type { ClientContext } from './client-context.ts';
import { WillPrompt, type WillPromptStep } from './will-prompt.ts';

type Connect = MessageOf<'CONNECT'>;

/**
 * From CONNECT to CONNACK (MQTT-SN 1.2 §6.2): the gateway prompts for the will if CONNECT has the Will flag, then opens
 * the client's connection to the broker. A lost CONNACK goes out again.
 */
export class ConnectHandshake {
  readonly #client: ClientContext;
  readonly #broker: UpstreamBroker;
  readonly #connect: Connect;
  readonly #events: BrokerEvents;
  readonly #prompt: WillPrompt;
  /** The client has sent a message since CONNACK: CONNACK is not lost. */
  #isConfirmed = false;

  /** `events` of the broker's connection; `refused` follows a refusing CONNACK, also of the gateway itself. */
  constructor(client: ClientContext, broker: UpstreamBroker, connect: Connect, events: BrokerEvents) {
    this.#client = client;
    this.#broker = broker;
    this.#connect = connect;
    this.#events = events;
    this.#prompt = new WillPrompt(client);
  }

  /** Without the Will flag the client keeps the will of the persistent session (§6.3). */
  start(): void {
    if (this.#connect.will) this.#prompt.start();
    else this.#openBroker();
  }

  receive(message: MessageOf<'WILLTOPIC'> | MessageOf<'WILLMSG'>): void {
    this.#advance(this.#prompt.receive(message));
  }

  /** Repeats a prompt when due; false when the client has left every repetition unanswered. */
  tick(): boolean {
    return this.#prompt.tick();
  }

  /** Sends CONNACK. `isConfirmed`: the client was asleep, and has no use for a repetition. */
  accept(isConfirmed: boolean): void {
    this.#isConfirmed = isConfirmed;
    this.#connack(RETURN_CODE.accepted);
  }

  /** A message after CONNACK has come, not WILLMSG: the client got CONNACK. */
  confirm(): void {
    this.#isConfirmed = true;
  }

  /** WILLMSG came again: CONNACK was lost. */
  repeatConnack(): void {
    if (!this.#isConfirmed) this.#connack(RETURN_CODE.accepted);
  }

  /** CONNECT came again. True if only the answer was lost; false if the client starts anew. */
  repeat(connect: Connect): boolean {
    if (this.#isConfirmed || !isSameConnect(connect, this.#connect)) return false;
    if (this.#client.state === 'active') this.#connack(RETURN_CODE.accepted);
    else if (this.#prompt.isOpen) this.#prompt.start();
    return true;
  }

  #advance(step: WillPromptStep): void {
    if (step === 'complete') this.#openBroker();
    else if (step !== 'prompting') this.#refuse(RETURN_CODE.notSupported, step.refused);
  }

  #openBroker(): void {
    const client = this.#client;
    const request = {
      clientId: client.clientId,
      clean: this.#connect.cleanSession,
      will: client.will.atConnect(),
    };
    client.broker = this.#broker.open(request, {
      ...this.#events,
      refused: ({ busy, reason }) =>
        this.#refuse(busy ? RETURN_CODE.congestion : RETURN_CODE.notSupported, reason),
    });
  }

  #refuse(returnCode: number, reason: string): void {
    this.#connack(returnCode);
    this.#client.reportRefusal(reason);
    this.#events.refused({ busy: returnCode === RETURN_CODE.congestion, reason });
  }

  #connack(returnCode: number): void {
    this.#client.send({ type: 'CONNACK', returnCode });
  }
}

function isSameConnect(a: Connect, b: Connect): boolean {
  return a.will === b.will && a.cleanSession === b.cleanSession && a.durationS === b.durationS;
}
