import { topicFilterFault, topicNameFault } from '../mqtt-protocol/topic.ts';
import { type NearlyTopic, nearlyTopic } from './nearly-topic.ts';
import { TOPIC_PLACES, type TopicPlace } from './places.ts';
import { parseFloorLevel, parseTopic } from './topic.ts';

/** A topic or filter in words, level by level. */
export interface TopicExplanation {
  /**
   * `reading`: the topic of a sensor. `topic`: another topic to publish to. `filter`: a text with wildcards. `invalid`:
   * MQTT allows the text nowhere.
   */
  readonly kind: 'reading' | 'topic' | 'filter' | 'invalid';
  readonly summary: string;
  readonly levels: readonly ExplainedLevel[];
}

export interface ExplainedLevel {
  readonly level: string;
  readonly meaning: string;
  /** The level is wrong in a sensor's topic. */
  readonly isWrong?: true;
}

/** Explains a topic name or a topic filter. Never throws. */
export function explainTopic(text: string): TopicExplanation {
  const fault = topicFilterFault(text);
  if (fault !== undefined)
    return { kind: 'invalid', summary: `neither a topic nor a filter: ${fault}`, levels: [] };
  const levels = text.split('/');
  if (topicNameFault(text) === undefined) return explainName(text, levels);
  const explained = explainFilterLevels(levels);
  const note = explained.some(({ isWrong }) => isWrong) ? "; it matches no sensor's topic" : '';
  return {
    kind: 'filter',
    summary: `a topic filter: to subscribe with, not to publish to${note}${dollarNote(text)}`,
    levels: explained,
  };
}

function explainName(text: string, levels: readonly string[]): TopicExplanation {
  if (parseTopic(text) !== undefined) {
    const note = text.startsWith('/')
      ? '; the / in front makes an empty level: filters need the / in front, too'
      : '';
    return {
      kind: 'reading',
      summary: `a sensor's topic${note}`,
      levels: explainPlaced(levels, levels.length - 5),
    };
  }
  if (text.startsWith('$')) {
    const summary = "a topic of the broker's own; filters that begin with a wildcard do not match it";
    return { kind: 'topic', summary, levels: levels.map(unplaced) };
  }
  const nearly = nearlyTopic(text);
  const summary = `a topic, but no sensor's: ${nearly?.faults.join('; ') ?? whyNoReading(levels)}`;
  return { kind: 'topic', summary, levels: nearly?.levels.map(explainNearly) ?? levels.map(unplaced) };
}

function explainNearly({ level, place, fault }: NearlyTopic['levels'][number]): ExplainedLevel {
  if (fault !== undefined) return { level, meaning: faultWords(place, level), isWrong: true };
  return place === undefined ? prefixLevel(level) : { level, meaning: place.meaning(level) };
}

function faultWords(place: TopicPlace | undefined, level: string): string {
  if (place === undefined) return 'too much: nothing follows the sensor';
  return `no ${place.name}; use ${place.meant(level) ?? place.form}`;
}

function prefixLevel(level: string): ExplainedLevel {
  return { level, meaning: level === '' ? 'an empty level, part of the prefix' : 'prefix' };
}

function unplaced(level: string): ExplainedLevel {
  return { level, meaning: 'a level' };
}

/** Names the first wrong level of a topic that is not `[PREFIX/]BUILDING/P_<floor>/<wing>/<room>/<sensor>`. */
function whyNoReading(levels: readonly string[]): string {
  if (levels.length < 5) return `${levels.length} of the 5 levels BUILDING/P_<floor>/<wing>/<room>/<sensor>`;
  const wrong = levels.slice(-5).findIndex((level, i) => !TOPIC_PLACES[i]?.accepts(level));
  const place = TOPIC_PLACES[wrong];
  return `'${levels.at(-5 + wrong)}' is not a ${place?.name}; use ${place?.form}`;
}

function explainPlaced(levels: readonly string[], prefixLength: number): ExplainedLevel[] {
  return levels.map((level, i): ExplainedLevel => {
    const place = TOPIC_PLACES[i - prefixLength];
    if (i < prefixLength) return prefixLevel(level);
    if (place === undefined) return unplaced(level);
    if (level === '+') return { level, meaning: place.all };
    if (place.accepts(level)) return { level, meaning: place.meaning(level) };
    const meant = place.meant(level);
    if (meant === undefined) return { level, meaning: `no ${place.name} of a building` };
    return { level, meaning: `no ${place.name}; use ${meant}`, isWrong: true };
  });
}

function explainFilterLevels(levels: readonly string[]): ExplainedLevel[] {
  const open = levels.at(-1) === '#';
  const fixed = open ? levels.slice(0, -1) : levels;
  const prefixLength = prefixLengthOf(fixed, open);
  const explained = explainPlaced(fixed, prefixLength);
  return open ? [...explained, { level: '#', meaning: openMeaning(fixed.length) }] : explained;
}

/**
 * The prefix of a filter ends before the last five levels. In a filter with `#` at the end, the prefix ends before the
 * building, one level ahead of a floor.
 */
function prefixLengthOf(levels: readonly string[], open: boolean): number {
  if (!open) return Math.max(0, levels.length - 5);
  const floor = levels.findIndex((level) => parseFloorLevel(level) !== undefined);
  return floor > 0 ? floor - 1 : 0;
}

function openMeaning(levelsBefore: number): string {
  return levelsBefore === 0 ? 'everything' : 'everything below, and the level above it itself';
}

function dollarNote(filter: string): string {
  return /^[+#]/.test(filter)
    ? '; like every filter that begins with a wildcard it matches no $SYS topic'
    : '';
}
