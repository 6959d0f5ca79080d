import { nearlyTopic } from '../building/nearly-topic.ts';
import { isRoomTopic } from '../building/topic.ts';

/** The reason for a topic that names no sensor, in words that are safe to print. */
export function whyNoSensor(topic: string): string {
  return nearlySensor(topic) ?? 'its topic names no sensor; try: building-sim topics explain TOPIC';
}

/** The faults of a topic that is meant to name a sensor; undefined for any other topic. */
export function nearlySensor(topic: string): string | undefined {
  const faults = isRoomTopic(topic) ? [] : (nearlyTopic(topic)?.faults ?? []);
  return faults.length === 0 ? undefined : `its topic names no sensor: ${faults.join('; ')}`;
}
