import type { AlarmEvent } from '../event.ts';
import type { Point } from './point.ts';
import { knownNumber } from './update-alarm.ts';

/** An invalid reading came: told once, until the sensor measures again. */
export function turnInvalid(point: Point, value: number, time: number): AlarmEvent | undefined {
  if (!Number.isNaN(point.invalidSince)) return undefined;
  point.invalidSince = time;
  return validityEvent('invalid', point, value, time);
}

/** A valid reading came. */
export function turnValid(point: Point, value: number, time: number): AlarmEvent | undefined {
  if (Number.isNaN(point.invalidSince)) return undefined;
  const durationMs = time - point.invalidSince;
  point.invalidSince = Number.NaN;
  return { ...validityEvent('back', point, value, time), durationMs };
}

function validityEvent(state: 'invalid' | 'back', { topic }: Point, value: number, time: number): AlarmEvent {
  return { state, level: 'info', priority: 'low', topic, rule: '', time, value: knownNumber(value) };
}
