import { PLACES, type Place } from './rule.ts';

/** The topic of the place around a sensor, a front of the sensor's topic: the wing of `B/P_2/O/4/TEMP` is `B/P_2/O`. */
export function enclosingTopic(topic: string, place: Place): string {
  let end = topic.length;
  for (let levels = PLACES.indexOf(place); levels > 0; levels--) end = topic.lastIndexOf('/', end - 1);
  return topic.slice(0, Math.max(end, 0));
}
