import { readTime } from '../../building/time.ts';
import type { TrueEvent } from './score.ts';

/** Reads a record of a truth file of `publish --truth`; returns the reason for any other record. */
export function readTruth(record: unknown): TrueEvent | string {
  if (typeof record !== 'object' || record === null) return 'expected an object';
  const { id, type, sensors, start, end, onset } = record as Readonly<Record<string, unknown>>;
  if (typeof type !== 'string') return 'type: expected a text';
  const startMs = readTime(start);
  const endMs = readTime(end);
  const onsetMs = onset === undefined ? startMs : readTime(onset);
  if (startMs === undefined) return 'start: expected a time such as 2026-01-05T08:00:00Z';
  if (endMs === undefined || endMs < startMs) return 'end: expected a time, not before start';
  if (onsetMs === undefined) return 'onset: expected a time';
  if (!Array.isArray(sensors) || !sensors.every((topic) => typeof topic === 'string')) {
    return 'sensors: expected a list of topics';
  }
  return { id: String(id ?? ''), type, sensors, startMs, endMs, onsetMs };
}
