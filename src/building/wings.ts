/** One wing of a building. */
export interface WingType {
  /** The wing's level in a topic. */
  readonly wing: string;
  /** Another letter for the wing on a command line or in a file. */
  readonly alias?: string;
  readonly name: string;
  /** The word behind the letter, if not English. */
  readonly word?: string;
  /** The Spanish name. */
  readonly spanish: string;
  /** All random values of the wing's rooms depend on this number. The number never changes. */
  readonly seed: number;
  /** The direction of the facade, as a vector of length 1. */
  readonly facade: { readonly north: number; readonly east: number };
}

const WING_TYPES = [
  { wing: 'N', name: 'north', spanish: 'norte', seed: 0, facade: { north: 1, east: 0 } },
  { wing: 'S', name: 'south', spanish: 'sur', seed: 1, facade: { north: -1, east: 0 } },
  { wing: 'E', name: 'east', spanish: 'este', seed: 2, facade: { north: 0, east: 1 } },
  {
    wing: 'O',
    name: 'west',
    word: 'oeste',
    spanish: 'oeste',
    alias: 'W',
    seed: 3,
    facade: { north: 0, east: -1 },
  },
] as const satisfies readonly WingType[];

export type Wing = (typeof WING_TYPES)[number]['wing'];

export const WINGS: readonly Wing[] = WING_TYPES.map(({ wing }) => wing);

/** Other letters for a wing: `W`. */
export const WING_ALIASES: readonly string[] = WING_TYPES.flatMap(({ alias }: WingType) => alias ?? []);

const BY_WING = byWing((wing): WingType => {
  const type = WING_TYPES.find((candidate) => candidate.wing === wing);
  if (type === undefined) throw new TypeError(`no wing ${wing}`);
  return type;
});

export function isWing(text: string): text is Wing {
  return (WINGS as readonly string[]).includes(text);
}

export function wingType(wing: Wing): WingType {
  return BY_WING[wing];
}

/** The wing of a letter or of an alias; undefined for no wing. */
export function findWing(text: string): Wing | undefined {
  return WING_TYPES.find(({ wing, alias }: WingType) => wing === text || alias === text)?.wing;
}

/** The wing that a level means: its letter or alias in any case, or its name in English or Spanish. */
export function wingMeant(level: string): Wing | undefined {
  const word = level.toLowerCase().replace(/^(?:wing|ala)[_ -]?/, '');
  const isMeant = ({ name, spanish }: WingType) => word === name || word === spanish;
  return findWing(word.toUpperCase()) ?? WING_TYPES.find(isMeant)?.wing;
}

/** `O (oeste, west)`, or the letter alone if it is the English initial. */
export function wingInWords(wing: Wing): string {
  const { word, name } = wingType(wing);
  return word === undefined ? wing : `${wing} (${word}, ${name})`;
}

/** A table with an entry for each wing. */
export function byWing<T>(make: (wing: Wing) => T): Readonly<Record<Wing, T>> {
  return Object.fromEntries(WINGS.map((wing) => [wing, make(wing)])) as Record<Wing, T>;
}

/** The wings in words: `N, S, E, O (oeste, west)`. */
export function wingsInWords(): string {
  return WINGS.map(wingInWords).join(', ');
}

/** Notes on letters other than English initials: `O is oeste, west`, `W means O`. */
export function wingNotes(): string[] {
  return WING_TYPES.flatMap(({ wing, word, name, alias }: WingType) => [
    ...(word === undefined ? [] : [`${wing} is ${word}, ${name}`]),
    ...(alias === undefined ? [] : [`${alias} means ${wing}`]),
  ]);
}
