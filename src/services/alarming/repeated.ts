import { type AlarmEvent, EVENT_STATES } from '../../alarm/event.ts';
import { PLACES, PRIORITIES } from '../../alarm/rules/rule.ts';
import { LEVELS } from '../../building/limit.ts';
import { parseTopic } from '../../building/topic.ts';
import type { ObservedBreach } from '../../observation/observation.ts';

/** The last time of a JavaScript date, in milliseconds since 1970. */
const MAX_DATE_MS = 8.64e15;

/** An event of the last run from its JSON, marked as repeated; undefined for anything else. */
export function repeatedEvent(json: unknown): AlarmEvent | undefined {
  const event = Object(json);
  const { state, level, priority, place = 'sensor', topic, rule, timeMs } = event;
  const isEvent =
    EVENT_STATES.includes(state) &&
    LEVELS.includes(level) &&
    PRIORITIES.includes(priority) &&
    PLACES.includes(place) &&
    isTime(timeMs) &&
    [topic, rule].every((text) => typeof text === 'string');
  if (!isEvent) return undefined;
  // JSON has null for NaN.
  const known = Object.entries(event).filter(([, value]) => value !== null);
  return { ...(Object.fromEntries(known) as unknown as AlarmEvent), repeated: true };
}

/** A breach of the last run from its JSON, marked as repeated; undefined for anything else. */
export function repeatedBreach(json: unknown): ObservedBreach | undefined {
  const { topic, value, timeMs, limit } = Object(json);
  const { side, value: bound, level } = Object(limit);
  const address = typeof topic === 'string' ? parseTopic(topic)?.address : undefined;
  const isBreach =
    ['above', 'below'].includes(side) &&
    LEVELS.includes(level) &&
    isTime(timeMs) &&
    [value, bound].every((each) => typeof each === 'number');
  if (address === undefined || !isBreach) return undefined;
  return {
    kind: 'breach',
    address,
    topic,
    value,
    timeMs,
    limit: { side, value: bound, level },
    repeated: true,
  };
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= MAX_DATE_MS;
}
