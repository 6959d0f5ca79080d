import { basename } from 'node:path';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { ReadError, readOneOf } from '../text/reader.ts';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from './completion/scripts.ts';

export const completion = command({
  describe:
    'Prints the completion script of a shell, by default of the one in $SHELL. With it the Tab key completes commands, options, values and files.',
  options: {},
  examples: [
    ['completion bash >> ~/.bashrc', 'Bash, from 3.2'],
    ['completion zsh >> ~/.zshrc', 'Zsh, after compinit'],
    ['completion fish > ~/.config/fish/completions/building-sim.fish', 'Fish'],
  ],
  run: async (_settings, { stdout, env }, [given]) => {
    stdout.write(COMPLETION_SCRIPTS[given === undefined ? shellOf(env.SHELL) : readShell(given)]);
    return EXIT.done;
  },
});

function readShell(text: string): Shell {
  try {
    return readOneOf(SHELLS)(text);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw usageFailure(`'${text}' is not a shell with a completion script: ${error.message}`, {
      cause: error,
    });
  }
}

/** The shell of a path such as `/usr/bin/zsh`; bash for any other. */
function shellOf(path = ''): Shell {
  return SHELLS.find((shell) => shell === basename(path)) ?? 'bash';
}
