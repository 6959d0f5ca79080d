import { readTime } from '../../building/time.ts';

/** The time of an alarm from raise to clear. */
export interface AlarmEpisode {
  /** The sensor's topic without a prefix, or the front of it for a room, wing, floor or building. */
  readonly topic: string;
  readonly rule: string;
  readonly startMs: number;
  /** Infinity for an alarm without an end. */
  readonly endMs: number;
}

const STARTS: Readonly<Record<string, string>> = { raised: 'alarm', silent: 'silence', invalid: 'validity' };
const ENDS: Readonly<Record<string, readonly string[]>> = {
  cleared: ['alarm'],
  back: ['silence', 'validity'],
};

/**
 * Gathers episodes from the alarm events of `alarm -J --report events`. Other records are passed over. The end of a
 * silence has a rule, the end of invalid readings has none.
 */
export class EpisodeGatherer {
  readonly #open = new Map<string, AlarmEpisode>();
  readonly #closed: AlarmEpisode[] = [];

  /** Returns true for an alarm event. */
  add(record: unknown): boolean {
    const { type, state, rule, time, ...place } = asObject(record);
    const atMs = readTime(time);
    const topic = topicOf(place);
    if (type !== 'alarm' || typeof state !== 'string' || atMs === undefined || topic === undefined)
      return false;
    const name = typeof rule === 'string' ? rule : '';
    const start = Object.hasOwn(STARTS, state) ? STARTS[state] : undefined;
    if (start !== undefined) this.#start(`${start} ${topic}`, topic, name, atMs);
    for (const end of Object.hasOwn(ENDS, state) ? (ENDS[state] ?? []) : []) {
      if ((end === 'validity') === (state === 'back' && name === '')) this.#end(`${end} ${topic}`, atMs);
    }
    return true;
  }

  /** All episodes, the earliest first. */
  episodes(): readonly AlarmEpisode[] {
    return [...this.#closed, ...this.#open.values()].sort((a, b) => a.startMs - b.startMs);
  }

  #start(key: string, topic: string, rule: string, startMs: number): void {
    if (!this.#open.has(key)) this.#open.set(key, { topic, rule, startMs, endMs: Infinity });
  }

  #end(key: string, endMs: number): void {
    const episode = this.#open.get(key);
    if (episode === undefined) return;
    this.#open.delete(key);
    this.#closed.push({ ...episode, endMs });
  }
}

function topicOf({
  building,
  floor,
  wing,
  room,
  sensor,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof building !== 'string') return undefined;
  const levels = [building, floor === undefined ? undefined : `P_${floor}`, wing, room, sensor];
  return levels.filter((level) => level !== undefined).join('/');
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
