import { TOPIC_PLACES, type TopicPlace } from './places.ts';

/** A topic seen as a sensor's topic with faults. */
export interface NearlyTopic {
  /** Each level of the topic with its place; without a place for prefixes, and for levels behind the sensor. */
  readonly levels: readonly {
    readonly level: string;
    readonly place?: TopicPlace;
    readonly fault?: string;
  }[];
  /** Every fault, in words that are safe to print. Empty for a sensor's topic. */
  readonly faults: readonly string[];
}

/** A guess looks at so many levels from the end: a hostile topic has thousands. */
const MAX_LOOKED_AT = 9;
/** Points for a likely guess: two right levels and a clear one, beside the building. */
const MIN_LIKELY = 7;

/** The likeliest reading of a topic as a sensor's; undefined for a topic that looks like none. */
export function nearlyTopic(topic: string): NearlyTopic | undefined {
  const levels = topic.split('/');
  const ahead = Math.max(0, levels.length - MAX_LOOKED_AT);
  const best = likeliest(levels.slice(ahead));
  if (best === undefined || best.points < MIN_LIKELY) return undefined;
  const first = ahead + best.first;
  const explained = levels.map((level, index) => {
    const place = best.places[index - first];
    if (place !== undefined) return { level, place, ...faultIn(level, index, place) };
    return index < first ? { level } : { level, fault: extraWords(level, index) };
  });
  const missing = TOPIC_PLACES.filter((place) => !best.places.includes(place)).map(
    ({ name }) => `it has no level for the ${name}`,
  );
  return { levels: explained, faults: [...explained.flatMap(({ fault }) => fault ?? []), ...missing] };
}

interface Guess {
  readonly points: number;
  /** The index of the first level with a place. */
  readonly first: number;
  /** The places of the levels from there on. */
  readonly places: readonly TopicPlace[];
}

/** Tries every stretch of levels with every choice of places for it. */
function likeliest(levels: readonly string[]): Guess | undefined {
  let best: Guess | undefined;
  for (const places of CHOICES) {
    for (let first = 0; first + places.length <= levels.length; first++) {
      const extra = levels.length - first - places.length;
      const missing = TOPIC_PLACES.length - places.length;
      const points = places.reduce(
        (sum, place, index) => sum + pointsOf(levels[first + index] ?? '', place),
        -missing - extra,
      );
      if (best === undefined || points > best.points) best = { points, first, places };
    }
  }
  return best;
}

/** Three of the places or more, in order; all five first. */
const CHOICES: readonly (readonly TopicPlace[])[] = Array.from(
  { length: 1 << TOPIC_PLACES.length },
  (_, bits) => TOPIC_PLACES.filter((_place, index) => (bits >> index) & 1),
)
  .filter(({ length }) => length >= 3)
  .sort((a, b) => b.length - a.length);

/** Nearly every word can be a building's name. */
function pointsOf(level: string, place: TopicPlace): number {
  if (place === TOPIC_PLACES[0]) return place.accepts(level) ? 1 : 0;
  if (place.accepts(level)) return 3;
  return place.meant(level) === undefined ? 0 : 2;
}

function faultIn(level: string, index: number, place: TopicPlace): { fault?: string } {
  if (place.accepts(level)) return {};
  return { fault: `${quoted(level, index)} is not a ${place.name}; use ${place.meant(level) ?? place.form}` };
}

function extraWords(level: string, index: number): string {
  return level === ''
    ? 'nothing follows the sensor: leave the / at the end out'
    : `nothing follows the sensor: leave ${quoted(level, index)} out`;
}

/** Foreign text is repeated only if it is short and harmless. */
function quoted(level: string, index: number): string {
  return /^[\p{L}\p{N}_.-]{1,24}$/u.test(level) ? `'${level}'` : `level ${index + 1}`;
}
