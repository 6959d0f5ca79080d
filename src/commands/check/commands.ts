import { usageFailure } from '../../failure.ts';
import type { Settings } from '../../options/option.ts';
import { unknownFacts } from '../../services/judging/program-environment.ts';
import type { ProgramCommand } from '../../services/judging/settings.ts';
import { splitCommand } from '../../text/command-words.ts';
import type { checkOptions } from './options.ts';

/** The commands of the options. Throws a usage failure for a name in braces that stands for nothing. */
export function commandsOf({
  exec,
  shell,
}: Pick<Settings<typeof checkOptions>, 'exec' | 'shell'>): readonly ProgramCommand[] {
  return exec.map((text) => {
    const [unknown] = unknownFacts(text);
    if (unknown !== undefined && !shell) {
      throw usageFailure(
        `--exec: {${unknown}} stands for nothing; use {host}, {port}, {url}, {building}, {sensor}, {threshold}, {seconds} or {cafile}`,
      );
    }
    return { text, words: shell ? shellWords(text) : splitCommand(text) };
  });
}

function shellWords(text: string): readonly [string, ...string[]] {
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', text] : ['/bin/sh', '-c', text];
}
