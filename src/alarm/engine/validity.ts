import type { AlarmEvent } from '../event.ts';
import type { Point } from './point.ts';
import { knownNumber } from './update-alarm.ts';

/** Takes an invalid reading, at a time in ms since 1970. The event comes once, until the sensor measures again. */
export function turnInvalid(point: Point, value: number, timeMs: number): AlarmEvent | undefined {
  if (!Number.isNaN(point.invalidSinceMs)) return undefined;
  point.invalidSinceMs = timeMs;
  return validityEvent('invalid', point, value, timeMs);
}

/** Takes a valid reading, at a time in ms since 1970. The event ends a run of invalid readings. */
export function turnValid(point: Point, value: number, timeMs: number): AlarmEvent | undefined {
  if (Number.isNaN(point.invalidSinceMs)) return undefined;
  const durationMs = timeMs - point.invalidSinceMs;
  point.invalidSinceMs = Number.NaN;
  return { ...validityEvent('back', point, value, timeMs), durationMs };
}

function validityEvent(
  state: 'invalid' | 'back',
  { topic }: Point,
  value: number,
  timeMs: number,
): AlarmEvent {
  return { state, level: 'info', priority: 'low', topic, rule: '', timeMs, value: knownNumber(value) };
}
