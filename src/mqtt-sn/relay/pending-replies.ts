import type { Qos } from '../../mqtt-protocol/qos.ts';

type PendingReply =
  | { readonly kind: 'publish' | 'unsubscribe'; readonly done: () => void }
  | { readonly kind: 'subscribe'; readonly done: (granted: Qos | undefined) => void };

/** Requests to the broker that wait for an answer, by packet id. */
export class PendingReplies {
  readonly #pending = new Map<number, PendingReply>();
  #lastId = 0;

  /** Gives the packet id for the request: 1 to 65,535, and not in use. */
  add(reply: PendingReply): number {
    do {
      this.#lastId = this.#lastId === 0xffff ? 1 : this.#lastId + 1;
    } while (this.#pending.has(this.#lastId));
    this.#pending.set(this.#lastId, reply);
    return this.#lastId;
  }

  /** `code` is the return code of SUBACK: the QoS granted, or a refusal. */
  settle(packetId: number, code = 0): void {
    const reply = this.#pending.get(packetId);
    if (reply === undefined) return;
    this.#pending.delete(packetId);
    if (reply.kind === 'subscribe') reply.done(code <= 2 ? (code as Qos) : undefined);
    else reply.done();
  }

  clear(): void {
    this.#pending.clear();
  }
}
