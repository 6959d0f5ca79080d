/** mosquitto's limit. Deeper topics only cost those who look through them. */
const MAX_LEVELS = 200;

/** Why nobody can publish to this topic [MQTT-3.3.2-2, 4.7.3-1]; undefined if it is one. UTF-8 was checked. */
export function topicFault(topic: string): string | undefined {
  let levels = 1;
  for (let at = 0; at < topic.length; at++) {
    const code = topic.charCodeAt(at);
    if (code === 0x2f) levels += 1;
    else if (code === 0x23 || code === 0x2b) return 'a topic to publish to has no wildcard (+ or #)';
  }
  if (levels > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
  return topic === '' ? 'it is empty' : undefined;
}

const SHARED = /^\$share\/([^/]*)\/(.*)$/s;

/** A `$share/NAME/FILTER` filter in its parts, undefined if it is none (MQTT 5 §4.8.2). */
export function sharedFilterOf(
  filter: string,
): { readonly group: string; readonly filter: string } | undefined {
  if (!filter.startsWith('$share/')) return undefined;
  const [, group = '', inner = ''] = SHARED.exec(filter) ?? [];
  return { group, filter: inner };
}

/** Why this is no topic filter [MQTT-4.7.1-1, -2, 4.7.3-1, 4.8.2-1, -2]; undefined if it is one. */
export function filterFault(filter: string): string | undefined {
  const shared = sharedFilterOf(filter);
  if (shared === undefined) return levelsFault(filter);
  if (shared.group === '' || /[+#]/.test(shared.group)) return '$share needs a name without wildcards';
  return levelsFault(shared.filter);
}

function levelsFault(filter: string): string | undefined {
  if (filter === '') return 'it is empty';
  let levels = 1;
  for (let at = 0; at < filter.length; at++) {
    const code = filter.charCodeAt(at);
    if (code === 0x2f) levels += 1;
    if (code !== 0x23 && code !== 0x2b) continue;
    const startsLevel = at === 0 || filter.charCodeAt(at - 1) === 0x2f;
    const isLast = at === filter.length - 1;
    if (code === 0x23 && !isLast) return '# must be the last level';
    if (!startsLevel || !(isLast || filter.charCodeAt(at + 1) === 0x2f)) {
      return `${filter[at]} must stand alone in its level`;
    }
  }
  return levels > MAX_LEVELS ? `it has more than ${MAX_LEVELS} levels` : undefined;
}
