import type { Condition } from '../rules/plan.ts';

/**
 * The progress of one condition of one sensor into an alarm or out of it.
 *
 *     normal --beyond--> pending --on-delay, N of M--> active --back--> clearing --off-delay--> normal
 *                                                        ^----------beyond---------'
 *
 * BACnet's OUT_OF_RANGE (ASHRAE 135 §13.3): a value counts as back only below limit - deadband, and delays count only
 * while the value stays there. So a value in the deadband never changes the phase, but stops the clock of a delay. The
 * delay starts anew with the next value outside the deadband.
 */
export interface Track {
  phase: Phase;
  /** The beginning of the running delay, ms since 1970 on the sensor's own clock; NaN without a running delay. */
  since: number;
  /** One bit for each of the last readings while pending, the newest lowest: 1 for beyond. */
  history: number;
}

export const PHASES = ['normal', 'pending', 'active', 'clearing'] as const;
export type Phase = (typeof PHASES)[number];

export function quietTrack(): Track {
  return { phase: 'normal', since: Number.NaN, history: 0 };
}

export function isAlarming(phase: Phase): boolean {
  return phase === 'active' || phase === 'clearing';
}

/** True if a value, multiplied by the condition's sign, is beyond the limit. */
export function isBeyondThreshold(condition: Condition, signed: number): boolean {
  return signed > condition.threshold;
}

/** True if a value is back: strictly below limit - deadband, or on the limit without a deadband. */
function isBack({ clearBelow, limit }: Condition, signed: number): boolean {
  return limit.deadband === 0 ? signed <= clearBelow : signed < clearBelow;
}

/** Steps to the next value, multiplied by the condition's sign, at a time on the sensor's own clock, ms since 1970. */
export function stepTrack(track: Track, condition: Condition, signed: number, timeMs: number): void {
  if (isBeyondThreshold(condition, signed)) stepBeyond(track, condition, timeMs);
  else if (isBack(condition, signed)) stepBack(track, condition, timeMs);
  else stepInDeadband(track, condition);
}

/** Ends the running delay if due at this time, ms since 1970. Returns true if the phase changed. */
export function expireTrack(track: Track, condition: Condition, timeMs: number): boolean {
  if (!(timeMs >= dueOfTrack(track, condition))) return false;
  track.phase = track.phase === 'pending' ? 'active' : 'normal';
  track.since = Number.NaN;
  track.history = 0;
  return true;
}

/** The end of the running delay without further readings, ms since 1970; Infinity without a running delay. */
export function dueOfTrack({ phase, since, history }: Track, { limit }: Condition): number {
  if (Number.isNaN(since)) return Infinity;
  if (phase === 'clearing') return since + limit.offDelayMs;
  return phase === 'pending' && countBits(history) >= limit.n ? since + limit.onDelayMs : Infinity;
}

function stepBeyond(track: Track, condition: Condition, timeMs: number): void {
  switch (track.phase) {
    case 'normal':
    case 'pending':
      track.phase = 'pending';
      pushHistory(track, condition, 1);
      if (Number.isNaN(track.since)) track.since = timeMs;
      expireTrack(track, condition, timeMs);
      return;
    case 'clearing':
      track.phase = 'active';
      track.since = Number.NaN;
      return;
    case 'active':
  }
}

function stepBack(track: Track, condition: Condition, timeMs: number): void {
  switch (track.phase) {
    case 'pending':
      pushHistory(track, condition, 0);
      track.since = Number.NaN;
      if (track.history === 0 || condition.limit.n === condition.limit.of) resetTrack(track);
      return;
    case 'active':
    case 'clearing':
      track.phase = 'clearing';
      if (Number.isNaN(track.since)) track.since = timeMs;
      expireTrack(track, condition, timeMs);
      return;
    case 'normal':
  }
}

function stepInDeadband(track: Track, condition: Condition): void {
  track.since = Number.NaN;
  if (track.phase === 'pending') pushHistory(track, condition, 0);
}

function resetTrack(track: Track): void {
  track.phase = 'normal';
  track.since = Number.NaN;
  track.history = 0;
}

function pushHistory(track: Track, { limit }: Condition, bit: 0 | 1): void {
  track.history = ((track.history << 1) | bit) & ((1 << limit.of) - 1);
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
