import {
  type ClientIdentity,
  type ClientLink,
  LINK_LOST,
  type LinkHandlers,
  type OpenLink,
} from '../../src/client-link.ts';
import { EXIT } from '../../src/exit-code.ts';
import { Failure } from '../../src/failure.ts';
import type { OutgoingMessage } from '../../src/session.ts';

/** A link whose broker is the test. */
export class FakeLink implements ClientLink {
  readonly identity: ClientIdentity;
  readonly node: number;
  readonly sent: { readonly message: OutgoingMessage; readonly done: (error?: Error) => void }[] = [];
  ending: 'left' | 'vanished' | undefined;
  room = 1000;
  #isOver = false;
  readonly #handlers: LinkHandlers;

  constructor(identity: ClientIdentity, handlers: LinkHandlers, node: number) {
    this.identity = identity;
    this.node = node;
    this.#handlers = handlers;
  }

  get hasRoom(): boolean {
    return !this.#isOver && this.sent.length < this.room;
  }

  /** The payloads on their way, in order. */
  get payloads(): string[] {
    return this.sent.map(({ message }) => Buffer.from(message.payload).toString());
  }

  publish(message: OutgoingMessage, done: (error?: Error) => void): void {
    this.sent.push({ message, done });
  }

  /** Acknowledges every message on its way. */
  acknowledge(): void {
    for (const { done } of this.sent.splice(0)) done();
  }

  open(): void {
    this.#handlers.opened();
  }

  /** The broker or the network ends the link. */
  cut(): void {
    this.#isOver = true;
    for (const { done } of this.sent.splice(0)) done(LINK_LOST);
    this.#handlers.closed({ why: 'cut', failure: new Failure('cut', EXIT.unreachable), isFinal: false });
  }

  refuse(): void {
    this.#handlers.closed({ why: 'not you', failure: new Failure('not you', EXIT.refused), isFinal: true });
  }

  subscribe(): void {}

  leave(): void {
    this.ending = 'left';
  }

  vanish(): void {
    this.ending ??= 'vanished';
    this.#isOver = true;
    for (const { done } of this.sent.splice(0)) done(LINK_LOST);
  }

  tick(): void {}
}

/** Opens fake links, and keeps them in their order. */
export function fakeLinks(): { readonly links: FakeLink[]; readonly open: OpenLink } {
  const links: FakeLink[] = [];
  return {
    links,
    open: (identity, handlers, node) => {
      const link = new FakeLink(identity, handlers, node);
      links.push(link);
      return link;
    },
  };
}
