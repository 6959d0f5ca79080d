import yargs, { type Argv } from 'yargs';
import type { AnyCommand } from './command.ts';
import { Failure, usageFailure } from './failure.ts';
import type { AnyOptions, GivenTexts } from './options/option.ts';

/** A line of the command list: a command, loaded when it is used, or a group of commands. */
export type CommandEntry = LeafEntry | GroupEntry;

interface LeafEntry {
  readonly name: string;
  /** What follows the name, in yargs' notation: `<filter> [topics..]`. */
  readonly positionals?: string;
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

interface GroupEntry {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly LeafEntry[];
}

/** What a command line asks for: text to show, or a command with the texts of its options. */
export type Request =
  | { readonly kind: 'show'; readonly text: string }
  | {
      readonly kind: 'run';
      /** `publish`, `topics list` */
      readonly name: string;
      readonly command: AnyCommand;
      readonly given: GivenTexts;
      readonly positionals: readonly string[];
    };

export interface Program {
  readonly name: string;
  readonly version: string;
  readonly commands: readonly CommandEntry[];
  /** Width of help, in characters. */
  readonly columns: number;
}

/** Reads a command line. Throws a usage failure for an unknown command or option, or one without its value. */
export async function readCommandLine(argv: readonly string[], program: Program): Promise<Request> {
  let asked: Request | undefined;
  let shown = '';
  const parser = declareCommands(createParser(program), program.commands, '', (request) => {
    asked = request;
  });
  // yargs hands its output to this callback instead of the console.
  await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    shown = output;
  });
  if (shown !== '') return { kind: 'show', text: shown };
  return asked ?? { kind: 'show', text: await parser.getHelp() };
}

type Found = (request: Request) => void;

function createParser(program: Program): Argv {
  return yargs()
    .scriptName(program.name)
    .usage('$0 <command> [options]')
    .version(program.version)
    .alias('version', [])
    .help('help')
    .completion('completion', 'print the shell completion script')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'populate--': false,
    })
    .locale('en')
    .exitProcess(false)
    .showHelpOnFail(false)
    .strict()
    .recommendCommands()
    .demandCommand(1, 'no command given')
    .wrap(program.columns)
    .epilogue('Each command has its own --help. Docs: README.md, topics.md')
    .fail((message, error) => {
      if (error instanceof Failure) throw error;
      // yargs' own errors are about the line; any other is a defect of ours.
      if (error && error.name !== 'YError') throw error;
      throw usageFailure(`${readableFault(message ?? error.message)} (--help shows what there is)`);
    });
}

function declareCommands(parser: Argv, entries: readonly CommandEntry[], parent: string, found: Found): Argv {
  return entries.reduce((y, entry) => {
    const name = `${parent}${entry.name}`;
    if ('commands' in entry) {
      return y.command(entry.name, entry.summary, (inner) =>
        declareCommands(inner.demandCommand(1, `${name} what?`), entry.commands, `${name} `, found),
      );
    }
    return declareLeaf(y, entry, name, found);
  }, parser);
}

function declareLeaf(parser: Argv, entry: LeafEntry, name: string, found: Found): Argv {
  const words = entry.positionals === undefined ? [entry.name] : [entry.name, entry.positionals];
  let command: AnyCommand | undefined;
  return parser.command(
    words.join(' '),
    entry.summary,
    async (y: Argv) => {
      command = await entry.load();
      return declareExamples(declareOptions(y, command.options), command, name, entry.positionals);
    },
    (argv) => {
      if (command === undefined) return;
      const positionals = positionalTexts(argv, entry.positionals ?? '');
      found({ kind: 'run', name, command, given: givenTexts(argv, command.options), positionals });
    },
  );
}

function declareOptions(parser: Argv, options: AnyOptions): Argv {
  return Object.entries(options).reduce((y, [name, option]) => {
    const described = {
      group: `${option.group}:`,
      describe: option.describe,
      ...(option.alias === undefined ? {} : { alias: option.alias }),
      ...(option.hidden === true ? { hidden: true } : {}),
      ...(option.shown === undefined ? {} : { defaultDescription: option.shown, default: undefined }),
    };
    return y.option(
      name,
      option.takes === undefined ? { ...described, boolean: true } : { ...described, nargs: 1 },
    );
  }, parser);
}

/** Examples stand below the options, each on a line of its own, so that they can be copied as they are. */
function declareExamples(parser: Argv, command: AnyCommand, name: string, positionals = ''): Argv {
  const usage = ['$0', name, positionals, '[options]'].filter((word) => word !== '').join(' ');
  const examples = command.examples.map(([line, does]) => `  # ${does}\n  building-sim ${line}`);
  return parser.usage(`${usage}\n\n${command.describe}`).epilogue(['Examples:', ...examples].join('\n'));
}

/** The texts of each option that the line gives, in order; a flag that stands alone is `true`. */
function givenTexts(argv: Readonly<Record<string, unknown>>, options: AnyOptions): GivenTexts {
  const names = Object.keys(options).filter((name) => argv[name] !== undefined);
  return new Map(names.map((name) => [name, [argv[name]].flat().map(String)]));
}

function positionalTexts(argv: Readonly<Record<string, unknown>>, declared: string): string[] {
  const names = declared.match(/[\w-]+/g) ?? [];
  return names.flatMap((name) => argv[name] ?? []).map(String);
}

function readableFault(message: string): string {
  const missing = /^Not enough arguments following: (.*)$/.exec(message);
  if (missing) return `--${missing[1]} needs a value`;
  if (message.startsWith('Not enough non-option arguments')) return 'something is missing after the command';
  if (message.startsWith('Did you mean')) return `unknown command; d${message.slice(1)}`;
  return message.replace(/^Unknown arguments?: /, 'unknown option or argument: ').replaceAll('\n', ' ');
}
