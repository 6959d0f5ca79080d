import type { Address } from '../building/address.ts';
import { CLIENT_LEVELS, type ClientLevel, placeTopic } from '../building/client-level.ts';
import { orList, ReadError, type Reader } from './reader.ts';

/** A text with the names of a place in braces: `node-{floor}-{room}`. */
export interface PlaceTemplate {
  /** The names, each once. */
  readonly names: readonly string[];
  readonly fill: (place: TemplatePlace) => string;
}

export interface TemplatePlace {
  /** A sensor at the place. */
  readonly address: Address;
  readonly level: ClientLevel;
  readonly prefix: string | undefined;
  /** The value of `{run}`: the same for all clients of a process. */
  readonly run: string;
}

/** Beside the levels of a place: its topic with the prefix, its levels in one word, and the word of this process. */
const OTHER_NAMES = ['topic', 'place', 'run'] as const;
const NAMES: readonly string[] = [...CLIENT_LEVELS, ...OTHER_NAMES];
const BRACES = new RegExp(`\\{(${NAMES.join('|')})\\}`);

export const readPlaceTemplate: Reader<PlaceTemplate> = (text) => {
  const unknown = [...text.matchAll(/\{([^{}]*)\}/g)].find(([, name = '']) => !NAMES.includes(name))?.[0];
  if (unknown === undefined) return placeTemplate(text);
  throw new ReadError(`${unknown} is no name; use ${orList(NAMES.map((name) => `{${name}}`))}`);
};

/** The same, and any other word in braces stays: a password may have braces, and no error may quote it. */
export function placeTemplate(text: string): PlaceTemplate {
  const parts = text.split(BRACES);
  return {
    names: [...new Set(parts.filter((_, n) => n % 2 === 1))],
    fill: (place) => parts.map((part, n) => (n % 2 === 1 ? textOf(part, place) : part)).join(''),
  };
}

/** The first name in a template that means nothing at clients of this level: `{room}` for a floor. */
export function nameBeyond({ names }: PlaceTemplate, level: ClientLevel): string | undefined {
  return names.find((name) => CLIENT_LEVELS.indexOf(name as ClientLevel) > CLIENT_LEVELS.indexOf(level));
}

function textOf(name: string, { address, level, prefix, run }: TemplatePlace): string {
  switch (name) {
    case 'topic':
      return placeTopic(address, level, prefix);
    case 'place':
      return placeWord(address, level);
    case 'run':
      return run;
    default:
      return String(address[name as ClientLevel]);
  }
}

/** The levels below the building in one short word, `2O4TEMP`: MQTT 3.1 allows 23 characters in a client id. */
function placeWord({ floor, wing, room, sensor }: Address, level: ClientLevel): string {
  const levels = [`${floor}`, wing, `${room}`, sensor];
  return levels.slice(0, CLIENT_LEVELS.indexOf(level)).join('');
}
