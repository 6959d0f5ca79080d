import { sensorType } from '../building/sensors.ts';
import { addressOfScope } from './address-of-scope.ts';
import type { AlarmEvent } from './event.ts';

/** The message of an event's rule, filled in; undefined where the rule has none. */
export function messageOf(event: AlarmEvent): string | undefined {
  const { template, value, limit, level, rule, topic, state, place } = event;
  if (template === undefined) return undefined;
  const part = addressOfScope(topic, place ?? 'sensor');
  const unit = part.sensor && sensorType(part.sensor).unit;
  const values: Readonly<Record<string, unknown>> = {
    ...part,
    value,
    unit,
    limit,
    level,
    rule,
    topic,
    state,
  };
  return template.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
