import { sensorType } from '../building/sensors.ts';
import { addressOfScope } from './address-of-scope.ts';
import type { AlarmEvent } from './event.ts';

/** The filled-in message of an event's rule; undefined for a rule without a message. */
export function messageOf(event: AlarmEvent): string | undefined {
  const { template, value, limit, level, rule, topic, state, place } = event;
  if (template === undefined) return undefined;
  const address = addressOfScope(topic, place ?? 'sensor');
  const unit = address.sensor && sensorType(address.sensor).unit;
  const values: Readonly<Record<string, unknown>> = {
    ...address,
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
