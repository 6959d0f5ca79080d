import { enclosingTopic } from '../rules/enclosing-topic.ts';
import type { SilenceWatch } from '../rules/plan.ts';
import type { Due } from './due-queue.ts';
import type { Point } from './point.ts';

/** A room, wing, floor or building that is silent when none of its sensors is heard. */
export interface Group extends Due {
  /** The front of its sensors' topics. */
  readonly topic: string;
  readonly watch: SilenceWatch;
  queuedFor: number;
  /** The engine's clock when any of its sensors was last heard. */
  heard: number;
  isSilent: boolean;
  /** When it was heard again after its last silence: its sensors have from then on to be heard. */
  backAt: number;
  /** Sensors whose own silence this one's keeps quiet. */
  readonly suppressed: Set<Point>;
}

/** Finds the groups that a sensor is in; sensors of the same place share them. */
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

  /** Remembers that a group was silent before the engine started; it takes effect when one of its sensors is met. */
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
      queuedFor: Infinity,
      heard: -Infinity,
      isSilent: false,
      backAt: -Infinity,
      suppressed: new Set(),
    };
    const silentSince = this.#silentSince.get(key);
    if (silentSince !== undefined) {
      fresh.isSilent = true;
      fresh.heard = silentSince;
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
