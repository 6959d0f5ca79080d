import { exerciseSchema } from '../../check/exercise-file.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { outputOptions } from '../../options/output.ts';

const { config, debug } = outputOptions;

export const checkSchema = command({
  describe: 'Prints the JSON Schema of exercises: editors complete and check them with it.',
  options: { config, debug },
  examples: [
    [
      'check schema > exercise.schema.json',
      'then, in a file: # yaml-language-server: $schema=exercise.schema.json',
    ],
  ],
  run: async (_, context) => {
    context.stdout.write(`${JSON.stringify(exerciseSchema(), null, 2)}\n`);
    return EXIT.done;
  },
});
