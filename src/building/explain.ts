import { topicFilterFault, topicNameFault } from '../mqtt-protocol/topic.ts';
import { isBuildingName } from './address.ts';
import { isSensorKind, SENSOR_KINDS, type SensorKind, sensorType } from './sensors.ts';
import { parseFloorLevel, parseRoomLevel, parseTopic } from './topic.ts';
import { isWing, WINGS, type Wing, wingType } from './wings.ts';

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
}

/** Explains a topic name or a topic filter. Never throws. */
export function explainTopic(text: string): TopicExplanation {
  const fault = topicFilterFault(text);
  if (fault !== undefined)
    return { kind: 'invalid', summary: `neither a topic nor a filter: ${fault}`, levels: [] };
  const levels = text.split('/');
  if (topicNameFault(text) === undefined) return explainName(text, levels);
  return {
    kind: 'filter',
    summary: `a topic filter: to subscribe with, not to publish to${dollarNote(text)}`,
    levels: explainFilterLevels(levels),
  };
}

function explainName(text: string, levels: readonly string[]): TopicExplanation {
  if (parseTopic(text) !== undefined) {
    return { kind: 'reading', summary: "a sensor's topic", levels: explainPlaced(levels, levels.length - 5) };
  }
  const summary = text.startsWith('$')
    ? "a topic of the broker's own; filters that begin with a wildcard do not match it"
    : `a topic, but no sensor's: ${whyNoReading(levels)}`;
  return { kind: 'topic', summary, levels: levels.map((level) => ({ level, meaning: 'a level' })) };
}

/** Names the first wrong level of a topic that is not `[PREFIX/]BUILDING/P_<floor>/<wing>/<room>/<sensor>`. */
function whyNoReading(levels: readonly string[]): string {
  if (levels.length < 5) return `${levels.length} of the 5 levels BUILDING/P_<floor>/<wing>/<room>/<sensor>`;
  const wrong = levels.slice(-5).findIndex((level, i) => !PLACES[i]?.accepts(level));
  const place = PLACES[wrong];
  return `'${levels.at(-5 + wrong)}' is not a ${place?.name}; use ${place?.form}`;
}

interface Place {
  readonly name: string;
  readonly form: string;
  readonly all: string;
  readonly accepts: (level: string) => boolean;
  readonly meaning: (level: string) => string;
}

const PLACES: readonly Place[] = [
  {
    name: 'building',
    form: 'a name without $ in front or control characters',
    all: 'any building',
    accepts: isBuildingName,
    meaning: (level) => `the building ${level}`,
  },
  {
    name: 'floor',
    form: 'P_ and an integer without leading zeros: P_2, P_0, P_-1',
    all: 'any floor',
    accepts: (level) => parseFloorLevel(level) !== undefined,
    meaning: (level) =>
      `floor ${parseFloorLevel(level)}${(parseFloorLevel(level) ?? 0) < 0 ? ' (a basement)' : ''}`,
  },
  {
    name: 'wing',
    form: `one of ${WINGS.join(', ')}`,
    all: 'any wing',
    accepts: isWing,
    meaning: (level) => (isWing(level) ? `the ${describeWing(level)} wing` : level),
  },
  {
    name: 'room',
    form: 'a positive integer without leading zeros',
    all: 'any room',
    accepts: (level) => parseRoomLevel(level) !== undefined,
    meaning: (level) => `room ${level}`,
  },
  {
    name: 'sensor',
    form: `one of ${SENSOR_KINDS.join(', ')}`,
    all: 'any sensor',
    accepts: isSensorKind,
    meaning: (level) => (isSensorKind(level) ? describeSensor(level) : level),
  },
];

function describeWing(wing: Wing): string {
  const { name, word } = wingType(wing);
  return word === undefined ? name : `${name} (${word})`;
}

/** The quantity with the unit, or with the two values. */
function describeSensor(kind: SensorKind): string {
  const { quantity, unit, range, quantum } = sensorType(kind);
  const [min, max] = range;
  return `${quantity}, ${max - min === quantum ? `${min} or ${max}` : `in ${unit}`}`;
}

function explainPlaced(levels: readonly string[], prefixLength: number): ExplainedLevel[] {
  return levels.map((level, i) => {
    const place = PLACES[i - prefixLength];
    if (place === undefined || i < prefixLength)
      return { level, meaning: i < prefixLength ? 'prefix' : 'a level' };
    if (level === '+') return { level, meaning: place.all };
    return { level, meaning: place.accepts(level) ? place.meaning(level) : `no ${place.name} of a building` };
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
