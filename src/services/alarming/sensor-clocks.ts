import type { Sink } from '../../observation/sink.ts';
import { escapeControl } from '../../text/escape.ts';
import { warn } from '../note.ts';

/** The time at which a live reading counts. All times are milliseconds since 1970. */
export interface JudgedTime {
  /** The reading's own time, or the time of its arrival if the own time is not believed. */
  readonly timeMs: number;
  readonly isAhead: boolean;
  /** The engine's clock must not pass this time; undefined in simulated time. */
  readonly clockLimitMs: number | undefined;
}

/** Judges the own times of live readings by the receiver's clock. */
export interface SensorClocks {
  /** The number of readings whose own time was not believed. */
  readonly ahead: number;
  judge(topic: string, ownMs: number | undefined, arrivedMs: number): JudgedTime;
}

/** A hostile publisher must neither fill the memory nor the screen. */
const MAX_TOLD = 1000;
/** Enough sensors to see what most of them tell. */
const MAX_HEARD = 10_000;
/** Fewer sensors than these are no majority: a device with a wrong clock often has three. */
const MIN_MAJORITY = 4;
const MINUTE_MS = 60_000;
/** The lead of the stream is the median of so many sensors. */
const RECENT = 16;

/**
 * One sensor's wrong clock and simulated time look the same in one reading. Other sensors tell them apart. A time
 * farther ahead of the receiver's clock than `maxAheadMs` is believed in two cases: the time continues the times of the
 * last sensors (`publish --speed 60`), or most sensors are as far ahead (`publish --start 2099-01-01`). Any other time
 * is told once for each topic, and the reading counts at its arrival.
 */
export function createSensorClocks(maxAheadMs: number, sink: Sink): SensorClocks {
  const told = new Set<string>();
  const heard = new Set<string>();
  const aheadTopics = new Set<string>();
  const recent = createRecentLeads(maxAheadMs);
  let ahead = 0;

  const isMajorityAhead = (): boolean =>
    aheadTopics.size >= MIN_MAJORITY && aheadTopics.size * 2 > heard.size;

  const note = (topic: string, isAhead: boolean): void => {
    if (!heard.has(topic)) {
      if (heard.size >= MAX_HEARD) return;
      heard.add(topic);
    }
    if (isAhead) aheadTopics.add(topic);
    else if (aheadTopics.size > 0) aheadTopics.delete(topic);
  };

  const tell = (topic: string, leadMs: number): void => {
    if (told.has(topic) || told.size >= MAX_TOLD) return;
    told.add(topic);
    warn(
      sink,
      `${escapeControl(topic)}: its clock is ${Math.floor(leadMs / MINUTE_MS)} min ahead of this computer's: its readings count at their arrival (--max-ahead; said once per topic)`,
    );
  };

  return {
    get ahead() {
      return ahead;
    },
    judge: (topic, givenMs, arrivedMs) => {
      const ownMs = givenMs ?? arrivedMs;
      const leadMs = ownMs - arrivedMs;
      const isAhead = leadMs > maxAheadMs;
      note(topic, isAhead);
      if (isAhead && !isMajorityAhead() && leadMs > recent.median() + maxAheadMs) {
        ahead++;
        tell(topic, leadMs);
        return { timeMs: arrivedMs, isAhead: true, clockLimitMs: arrivedMs };
      }
      recent.add(topic, leadMs, arrivedMs);
      const isSimulated = recent.isAhead() || isMajorityAhead();
      return { timeMs: ownMs, isAhead: false, clockLimitMs: isSimulated ? undefined : arrivedMs };
    },
  };
}

interface RecentLeads {
  add(topic: string, leadMs: number, arrivedMs: number): void;
  /** -Infinity for too few sensors. */
  median(): number;
  /** True if more than half of the sensors are farther ahead than allowed. */
  isAhead(): boolean;
}

/** The leads of the sensors heard last. A disbelieved lead is no lead: it must not prepare the belief in the next. */
function createRecentLeads(maxAheadMs: number): RecentLeads {
  const leads = new Map<string, number>();
  let aheadCount = 0;
  let addedMs = Number.NaN;

  const remove = (topic: string): void => {
    const leadMs = leads.get(topic);
    if (leadMs === undefined) return;
    leads.delete(topic);
    if (leadMs > maxAheadMs) aheadCount--;
  };

  return {
    add: (topic, leadMs, arrivedMs) => {
      // One of a millisecond is enough for sensors that tell the right time, whatever the rate.
      if (arrivedMs === addedMs && leadMs <= 0 && leads.size === RECENT) return;
      addedMs = arrivedMs;
      remove(topic);
      const [oldest] = leads.keys();
      if (leads.size === RECENT && oldest !== undefined) remove(oldest);
      leads.set(topic, leadMs);
      if (leadMs > maxAheadMs) aheadCount++;
    },
    median: () => {
      if (leads.size < MIN_MAJORITY) return -Infinity;
      return [...leads.values()].sort((a, b) => a - b)[leads.size >> 1] ?? -Infinity;
    },
    isAhead: () => leads.size >= MIN_MAJORITY && aheadCount * 2 > leads.size,
  };
}
