import type { IncomingMessage } from '../../session.ts';

/** The messages of one client, in the order of arrival. */
export interface ProbeInbox {
  readonly messages: readonly IncomingMessage[];
  add(message: IncomingMessage): void;
  /** Resolves with all messages when there are so many, or at the end of the patience. One wait at a time. */
  awaited(count: number): Promise<readonly IncomingMessage[]>;
}

export function createProbeInbox(patienceMs: number): ProbeInbox {
  const messages: IncomingMessage[] = [];
  let check = (): void => {};
  return {
    messages,
    add: (message) => {
      messages.push(message);
      check();
    },
    awaited: (count) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          resolve(messages);
        };
        const timer = setTimeout(done, patienceMs);
        check = () => messages.length >= count && done();
        check();
      }),
  };
}
