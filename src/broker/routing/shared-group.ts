import type { Subscription } from './subscription.ts';

/** The members of a `$share` group (MQTT 5 §4.8.2). Messages go to the members in turn. */
export class SharedGroup<S> {
  readonly members = new Map<S, Subscription<S>>();
  #turn = 0;

  /**
   * The next member for which `prefers` returns true, such as a connected member; otherwise the next for
   * which `accepts` does.
   */
  pick(prefers: (session: S) => boolean, accepts: (session: S) => boolean): Subscription<S> | undefined {
    const all = [...this.members.values()];
    return this.#next(all, prefers) ?? this.#next(all, accepts);
  }

  #next(all: readonly Subscription<S>[], takes: (session: S) => boolean): Subscription<S> | undefined {
    for (let tried = 0; tried < all.length; tried++) {
      const member = all[this.#turn++ % all.length];
      if (member && takes(member.session)) return member;
    }
    return undefined;
  }
}
