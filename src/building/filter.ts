/** MQTT topic names and filters, to the letter of MQTT 3.1.1 §4.7. */

const MAX_BYTES = 65_535;

/** Why this is not a topic that can be published to, or undefined if it is one. [MQTT-4.7.1-1, 4.7.3-1..3] */
export function topicNameFault(topic: string): string | undefined {
  if (/[+#]/.test(topic)) return 'a topic to publish to has no wildcard (+ or #)';
  return stringFault(topic);
}

/** Why this is not a topic filter, or undefined if it is one. [MQTT-4.7.1-2, 4.7.1-3, 4.7.3-1..3] */
export function topicFilterFault(filter: string): string | undefined {
  const levels = filter.split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && level !== '#') return '# must stand alone in its level';
    if (level === '#' && i !== levels.length - 1) return '# must be the last level';
    if (level.includes('+') && level !== '+') return '+ must stand alone in its level';
  }
  return stringFault(filter);
}

function stringFault(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text.includes('\0')) return 'it contains the character NUL';
  if (!text.isWellFormed()) return 'it is not valid UTF-8';
  if (Buffer.byteLength(text) > MAX_BYTES) return 'it is longer than 65535 bytes';
  return undefined;
}

/**
 * Whether a valid topic filter matches a valid topic name.
 * `#` also matches the parent level; wildcards in the first level never match a topic that starts with `$`
 * [MQTT-4.7.2-1]; an empty level is a level.
 */
export function filterMatches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && (filter.startsWith('+') || filter.startsWith('#'))) return false;
  let f = 0;
  let t = 0;
  for (;;) {
    const fEnd = levelEnd(filter, f);
    if (filter[f] === '#' && fEnd === f + 1) return true;
    const tEnd = levelEnd(topic, t);
    const single = filter[f] === '+' && fEnd === f + 1;
    if (!single && filter.slice(f, fEnd) !== topic.slice(t, tEnd)) return false;

    const filterDone = fEnd === filter.length;
    const topicDone = tEnd === topic.length;
    if (filterDone || topicDone) {
      if (filterDone && topicDone) return true;
      return topicDone && filter.slice(fEnd) === '/#';
    }
    f = fEnd + 1;
    t = tEnd + 1;
  }
}

function levelEnd(text: string, from: number): number {
  const slash = text.indexOf('/', from);
  return slash === -1 ? text.length : slash;
}
