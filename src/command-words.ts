import { type Failure, usageFailure } from './failure.ts';
import { escapeControl } from './text/escape.ts';
import { nearest } from './text/nearest.ts';

/**
 * The command line with `--help` in place of the words `help COMMAND` and `COMMAND help`, and of nothing at all. Throws a
 * usage failure for an unknown command: its options would only be blamed in its place.
 */
export function withHelpWords(argv: readonly string[], commands: readonly string[]): readonly string[] {
  const [first, second, ...others] = argv;
  if (first === undefined) return ['--help'];
  if (first === 'help')
    return second === undefined ? ['--help'] : withHelpWords([second, ...others, '--help'], commands);
  if (first.startsWith('-') || first === 'completion') return argv;
  if (!commands.includes(first)) throw unknownCommand(first, commands);
  return second === 'help' ? [first, '--help', ...others] : argv;
}

function unknownCommand(word: string, commands: readonly string[]): Failure {
  const meant = commands.find((name) => word.length > 1 && name.startsWith(word)) ?? nearest(word, commands);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return usageFailure(`unknown command '${escapeControl(word)}'${hint} (--help shows what there is)`);
}
