import { type Failure, usageFailure } from './failure.ts';
import { escapeControl } from './text/escape.ts';
import { nearest } from './text/nearest.ts';

/** A command line in yargs' words. */
export interface YargsLine {
  readonly argv: readonly string[];
  /** `--help all` */
  readonly isHelpFull: boolean;
}

/**
 * The command line with `--help` in place of the words `help COMMAND` and `COMMAND help`, and of nothing at all. Throws a
 * usage failure for an unknown command: its options would only be blamed in its place.
 */
export function withHelpWords(line: readonly string[], commands: readonly string[]): YargsLine {
  const argv = withHelpOption(line, commands);
  const all = argv.findIndex((word, i) => word === 'all' && argv[i - 1] === '--help');
  if (all !== -1) return { argv: argv.toSpliced(all, 1), isHelpFull: true };
  return {
    argv: argv.map((word) => (word === '--help=all' ? '--help' : word)),
    isHelpFull: argv.includes('--help=all'),
  };
}

function withHelpOption(line: readonly string[], commands: readonly string[]): readonly string[] {
  const [first, second, ...others] = line;
  if (first === undefined) return ['--help'];
  if (first === 'help') {
    if (second === undefined) return ['--help'];
    const isAll = others.at(-1) === 'all';
    const words = isAll ? [...others.slice(0, -1), '--help', 'all'] : [...others, '--help'];
    return withHelpOption([second, ...words], commands);
  }
  if (first.startsWith('-')) return line;
  if (!commands.includes(first)) throw unknownCommand(first, commands);
  return second === 'help' ? [first, '--help', ...others] : line;
}

function unknownCommand(word: string, commands: readonly string[]): Failure {
  const meant = commands.find((name) => word.length > 1 && name.startsWith(word)) ?? nearest(word, commands);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return usageFailure(`unknown command '${escapeControl(word)}'${hint} (--help shows what there is)`);
}
