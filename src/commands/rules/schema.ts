import { rulesSchema } from '../../alarm/rules/schema.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { outputOptions } from '../../options/output.ts';

const { config, debug } = outputOptions;

export const rulesSchemaCommand = command({
  describe: 'Prints the JSON Schema of files of alarm rules: editors complete and check them with it.',
  options: { config, debug },
  examples: [
    [
      'rules schema > rules.schema.json',
      'then begin rules with: # yaml-language-server: $schema=./rules.schema.json',
    ],
  ],
  run: async (_, context) => {
    context.stdout.write(`${JSON.stringify(rulesSchema(), null, 2)}\n`);
    return EXIT.done;
  },
});
