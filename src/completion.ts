import { type CommandEntry, leavesOf } from './command-tree.ts';
import type { AnyOptions, Option } from './options/option.ts';

/** The word that completion scripts call the program with. */
export const COMPLETE = '--complete';

/** In a list of candidates: the shell adds the names of files. */
export const FILES = ':files';

/**
 * The candidates for the last of these words, which a user of a shell is typing: lines of a word, a tab and an
 * explanation, or `:files`. Bash cuts a word at each `=`; the candidates then replace the last piece.
 */
export async function completionLines(
  words: readonly string[],
  entries: readonly CommandEntry[],
): Promise<readonly string[]> {
  const line = joinedAtEquals(words);
  const current = line.at(-1) ?? '';
  const cut = words.at(-1) === current ? 0 : current.lastIndexOf('=') + 1;
  const found = await candidates(line.slice(0, -1), current, entries);
  return found
    .filter(({ word }) => word === FILES || word.startsWith(current))
    .map(({ word, does }) => (word === FILES ? FILES : `${word.slice(cut)}\t${does}`));
}

interface Candidate {
  readonly word: string;
  readonly does: string;
}

function joinedAtEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let isOpen = false;
  for (const word of words) {
    const isPiece = joined.length > 0 && (word === '=' || (isOpen && word !== ''));
    if (isPiece) joined.push(`${joined.pop()}${word}`);
    else joined.push(word);
    isOpen = word === '=';
  }
  return joined;
}

async function candidates(
  before: readonly string[],
  current: string,
  entries: readonly CommandEntry[],
): Promise<readonly Candidate[]> {
  const [name, second, ...others] = before;
  if (name === undefined) return [...entries.map(candidateOf), HELP_WORD, ...GENERAL];
  if (name === 'help') return second === undefined ? entries.map(candidateOf) : [];
  const inside = entries.flatMap((entry) =>
    entry.name === name && 'commands' in entry ? entry.commands : [],
  );
  const sub = inside.find((leaf) => leaf.name === second);
  const leaf = leavesOf(entries).find((each) => each.name === (sub ? `${name} ${sub.name}` : name));
  const subcommands = second === undefined ? inside.map(candidateOf) : [];
  if (leaf === undefined) return subcommands;
  const { options } = await leaf.load();
  const typed = sub ? others : before.slice(1);
  return [...subcommands, ...leafCandidates(options, leaf.positionals ?? '', typed, current)];
}

function leafCandidates(
  options: AnyOptions,
  positionals: string,
  typed: readonly string[],
  current: string,
): readonly Candidate[] {
  const [, assigned = ''] = /^--([^=]+)=/.exec(current) ?? [];
  const inWord = options[assigned];
  if (inWord !== undefined) return values(inWord, current, `--${assigned}=`);
  const asked = optionNamed(options, typed.at(-1) ?? '');
  if (asked?.takes !== undefined && (!asked.isValueOptional || !current.startsWith('-')))
    return values(asked, current, '');
  const words = current.startsWith('-') ? [] : positionalWords(positionals);
  return words.length > 0 ? words : optionWords(options, typed);
}

/** The candidates for a value. In a list, `TEMP,HUM`, for its last part. */
function values(option: Option<unknown>, current: string, start: string): readonly Candidate[] {
  const text = current.slice(start.length);
  const before = `${start}${text.slice(0, text.lastIndexOf(',') + 1)}`;
  return [
    ...(option.choices ?? []).map((choice) => ({ word: before + choice, does: '' })),
    ...(/FILE|FOLDER/.test(option.takes ?? '') ? [FILES_WORD] : []),
  ];
}

function positionalWords(positionals: string): readonly Candidate[] {
  if (/file/.test(positionals)) return [FILES_WORD];
  return positionals === '[shell]' ? ['bash', 'zsh', 'fish'].map((word) => ({ word, does: '' })) : [];
}

/** The options, but for those on the line that can't be given twice. */
function optionWords(options: AnyOptions, typed: readonly string[]): readonly Candidate[] {
  const names = Object.keys(options).filter((name) => {
    const option = options[name];
    if (option === undefined || option.hidden) return false;
    return option.repeatable || !typed.some((word) => optionNamed(options, word) === option);
  });
  return [
    ...names.map((name) => ({ word: `--${name}`, does: options[name]?.describe ?? '' })),
    ...GENERAL.slice(0, 1),
  ];
}

/** The option that a word names, `--host` or `-h`. */
function optionNamed(options: AnyOptions, word: string): Option<unknown> | undefined {
  if (word.startsWith('--')) return options[word.slice(2)];
  return Object.values(options).find(({ alias }) => alias !== undefined && word === `-${alias}`);
}

function candidateOf({ name, summary }: { readonly name: string; readonly summary: string }): Candidate {
  return { word: name, does: summary };
}

const HELP_WORD: Candidate = { word: 'help', does: 'explain a command' };
const FILES_WORD: Candidate = { word: FILES, does: '' };
const GENERAL: readonly Candidate[] = [
  { word: '--help', does: 'show the help' },
  { word: '--version', does: 'show the version' },
];
