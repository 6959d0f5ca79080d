import { hasDisallowedCharacters } from '../../mqtt-protocol/string.ts';
import { topicFilterFault, topicNameFault } from '../../mqtt-protocol/topic.ts';

// Only permitted names pass to the broker. A broker answers a forbidden name by closing the client's connection. A
// broker may close for disallowed characters too, and mosquitto does (MQTT 3.1.1 §1.5.3).

const MAX_CLIENT_ID = 23;

export function isPublishable(name: string): boolean {
  return topicNameFault(name) === undefined && !hasDisallowedCharacters(name);
}

export function isFilter(filter: string): boolean {
  return topicFilterFault(filter) === undefined && !hasDisallowedCharacters(filter);
}

/** A client id of 1 to 23 characters (MQTT-SN 1.2 §5.3.1); the codec refuses an empty client id. */
export function isClientId(clientId: string): boolean {
  return [...clientId].length <= MAX_CLIENT_ID && !hasDisallowedCharacters(clientId);
}

export function hasWildcard(filter: string): boolean {
  return /[+#]/.test(filter);
}
