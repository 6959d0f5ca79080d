import { below, hashText, mix, uniform } from '../simulator/hash.ts';

export const CHURN_KINDS = ['left', 'vanished', 'moved'] as const;

/** A client goes, or connects from a second place. */
export interface ChurnEvent {
  /** Since the start, in simulated milliseconds. */
  readonly afterMs: number;
  /** Its number, from 0. */
  readonly client: number;
  readonly kind: (typeof CHURN_KINDS)[number];
  /** The time until it comes back, in simulated milliseconds. */
  readonly awayMs: number;
}

export interface ChurnSettings {
  readonly seed: string;
  /** Clients that go in a simulated second. */
  readonly perSecond: number;
  readonly clients: number;
}

const MIN_AWAY_MS = 1000;
const MAX_AWAY_MS = 10_000;
const CHURN = 0x6368_7572;

/** Comings and goings, evenly spaced; without an end. Each is a pure function of the seed and its number. */
export function* churnEvents({ seed, perSecond, clients }: ChurnSettings): Generator<ChurnEvent> {
  const draws = mix(hashText(seed), CHURN);
  for (let n = 1; ; n++) {
    const hash = mix(draws, n);
    yield {
      afterMs: (n * 1000) / perSecond,
      client: below(hash, clients),
      kind: CHURN_KINDS[below(mix(hash, 1), CHURN_KINDS.length)] ?? 'left',
      awayMs: MIN_AWAY_MS + uniform(mix(hash, 2)) * (MAX_AWAY_MS - MIN_AWAY_MS),
    };
  }
}
