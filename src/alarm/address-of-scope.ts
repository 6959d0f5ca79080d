import type { Address } from '../building/address.ts';
import { parseTopic } from '../building/topic.ts';
import { PLACES, type Place } from './rules/rule.ts';

const REST = ['TEMP', '1', 'N', 'P_0'];
const KEYS = ['building', 'floor', 'wing', 'room', 'sensor'] as const;

/**
 * The address of a topic, or of the front of a topic: building and floor for a floor, the whole address for a sensor.
 * Empty for any other topic.
 */
export function addressOfScope(topic: string, place: Place): Partial<Address> {
  const missing = PLACES.indexOf(place);
  const whole = [topic, ...REST.slice(0, missing).reverse()].join('/');
  const address = parseTopic(whole)?.address;
  if (address === undefined) return {};
  return Object.fromEntries(KEYS.slice(0, KEYS.length - missing).map((key) => [key, address[key]]));
}
