import { readOneOf, readText } from '../text/reader.ts';
import type { Settings } from './option.ts';
import { defaulted, flag, optional } from './values.ts';

/** How results are printed: lines for people, a JSON object a line, or a table. */
const OUTPUT_FORMATS = ['human', 'jsonl', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const outputOptions = {
  output: defaulted(
    {
      group: 'Output',
      takes: 'FORMAT',
      default: 'human',
      isRare: true,
      choices: OUTPUT_FORMATS,
      describe: 'human, jsonl (one object a line) or csv',
    },
    readOneOf(OUTPUT_FORMATS),
  ),
  json: flag({ group: 'Output', alias: 'J', describe: 'JSON lines, the same as --output jsonl' }),
  quiet: flag({ group: 'Output', isRare: true, describe: 'only errors on stderr' }),
  'no-color': flag({ group: 'Output', isRare: true, describe: 'no colours (NO_COLOR does the same)' }),
  debug: flag({
    group: 'Other',
    alias: 'd',
    describe: 'show the stack trace of an error; building-sim trace shows packets',
  }),
  config: {
    ...optional(
      { group: 'Other', takes: 'FILE', describe: 'YAML file with the same option names' },
      readText,
    ),
    holdsSecret: async (path: string) => (await import('./config-file.ts')).hasPassword(path),
  },
} as const;

export interface OutputSettings {
  readonly format: OutputFormat;
  readonly quiet: boolean;
  readonly color: boolean;
}

export function outputSettings(settings: Settings<typeof outputOptions>): OutputSettings {
  return {
    format: settings.json ? 'jsonl' : settings.output,
    quiet: settings.quiet,
    color: !settings['no-color'],
  };
}
