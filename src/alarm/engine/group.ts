import { enclosingTopic } from '../rules/enclosing-topic.ts';
import type { SilenceWatch } from '../rules/plan.ts';
import type { Due } from './due-queue.ts';

/** A room, wing, floor or building, stale once none of its sensors is heard. Times are milliseconds since 1970. */
export interface Group extends Due {
  /** The front of its sensors' topics. */
  readonly topic: string;
  readonly watch: SilenceWatch;
  queuedForMs: number;
  /** The engine's clock at the last reading of any of its sensors. */
  heardAtMs: number;
  isStale: boolean;
  /** The end of its last silence. Its sensors' own delays begin here. */
  backAtMs: number;
}

/** Finds the groups around a sensor; sensors of the same place share them. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #silentSince = new Map<string, number>();
  readonly #sets = new Map<string, readonly Group[]>();
  readonly #onNew: (group: Group) => void;

  constructor(onNew: (group: Group) => void) {
    this.#onNew = onNew;
  }

  of(topic: string, watches: readonly SilenceWatch[]): readonly Group[] {
    if (watches.length === 0) return NONE;
    const found = watches.map((watch) => this.#groupOf(enclosingTopic(topic, watch.silence.each), watch));
    const key = found.map(groupKey).join('\n');
    const known = this.#sets.get(key) ?? found;
    this.#sets.set(key, known);
    return known;
  }

  all(): IterableIterator<Group> {
    return this.#groups.values();
  }

  /** Restores the silence of a group from before the start. Takes effect with the first of its sensors. */
  restore(key: string, silentSince: number | undefined): void {
    if (silentSince !== undefined) this.#silentSince.set(key, silentSince);
  }

  #groupOf(topic: string, watch: SilenceWatch): Group {
    const key = groupKey({ watch, topic });
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const fresh: Group = {
      topic,
      watch,
      queuedForMs: Infinity,
      heardAtMs: -Infinity,
      isStale: false,
      backAtMs: -Infinity,
    };
    const silentSince = this.#silentSince.get(key);
    if (silentSince !== undefined) {
      fresh.isStale = true;
      fresh.heardAtMs = silentSince;
      this.#silentSince.delete(key);
    }
    this.#groups.set(key, fresh);
    this.#onNew(fresh);
    return fresh;
  }
}

const NONE: readonly Group[] = [];

export function groupKey({ watch, topic }: Pick<Group, 'watch' | 'topic'>): string {
  return `${watch.rule.name}\t${topic}`;
}
