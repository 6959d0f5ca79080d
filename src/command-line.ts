import yargs, { type Argv } from 'yargs';
import type { AnyCommand } from './command.ts';
import { commandHelp } from './command-help.ts';
import { withHelpWords } from './command-words.ts';
import { type Failure, usageFailure } from './failure.ts';
import type { AnyOptions, GivenTexts } from './options/option.ts';
import { nearest } from './text/nearest.ts';
import { orList } from './text/reader.ts';

/** A line of the command list: a command, loaded when it is used, or a group of commands, or both in one. */
export type CommandEntry = LeafEntry | GroupEntry | (LeafEntry & GroupEntry);

interface LeafEntry {
  readonly name: string;
  /** The words after the name, in yargs' notation: `<filter> [topics..]`. */
  readonly positionals?: string;
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

interface GroupEntry {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly LeafEntry[];
}

/** The request of a command line: text to show, or a command with the texts of its options. */
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

/** Reads a command line. Throws a usage failure for an unknown command or option, and for an option without a value. */
export async function readCommandLine(line: readonly string[], program: Program): Promise<Request> {
  const argv = withHelpWords(
    line,
    program.commands.map(({ name }) => name),
  );
  const heard: Heard = { isCompleting: argv.includes('--get-yargs-completions') };
  let shown = '';
  const entries = program.commands.map((entry) => meantEntry(entry, argv));
  const parser = declareCommands(createParser(program, argv, heard), entries, '', heard).completion(
    'completion',
    'print the shell completion script',
  );
  try {
    // yargs hands its output to this callback instead of the console.
    await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
      shown = output;
    });
  } catch (error) {
    // After a command was loaded, yargs' errors don't pass its `fail`.
    throw error instanceof Error && error.name === 'YError' ? faultyLine(error.message, argv, heard) : error;
  }
  if (heard.command !== undefined && shown !== '' && argv.includes('--help')) {
    return { kind: 'show', text: commandHelp(heard.usage ?? '', heard.command, program.columns) };
  }
  if (shown !== '') return { kind: 'show', text: shown };
  return heard.request ?? { kind: 'show', text: await parser.getHelp() };
}

/** The facts collected by yargs' callbacks. */
interface Heard {
  /** A shell asks for completions of the line. */
  readonly isCompleting: boolean;
  /** The command on the line, once loaded. */
  command?: AnyCommand;
  /** The usage of that command: `building-sim topics match <filter> [topics..] [options]`. */
  usage?: string;
  request?: Request;
}

function createParser(program: Program, argv: readonly string[], heard: Heard): Argv {
  return yargs()
    .scriptName(program.name)
    .usage('$0 <command> [options]')
    .version(program.version)
    .alias('version', [])
    .help('help')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      // As in mosquitto, the word after an option is its value, even with a dash in front.
      'nargs-eats-options': true,
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
    .epilogue('Each command has its own --help. Docs: README.md, topics.md, docs/')
    .fail((message, error) => {
      throw error && error.name !== 'YError' ? error : faultyLine(message ?? error.message, argv, heard);
    });
}

/** A command with further commands inside is a group only if the line names one of its commands. */
function meantEntry(entry: CommandEntry, argv: readonly string[]): CommandEntry {
  if (!('load' in entry) || !('commands' in entry)) return entry;
  const { commands, ...leaf } = entry;
  const next = argv[argv.indexOf(entry.name) + 1];
  const isGroup = argv.includes(entry.name) && commands.some(({ name }) => name === next);
  return isGroup ? { name: entry.name, summary: entry.summary, commands } : leaf;
}

function declareCommands(parser: Argv, entries: readonly CommandEntry[], parent: string, heard: Heard): Argv {
  return entries.reduce((y, entry) => {
    const name = `${parent}${entry.name}`;
    if ('commands' in entry) {
      return y.command(entry.name, entry.summary, (inner) =>
        declareCommands(
          inner.demandCommand(1, `${name} needs ${orList(entry.commands.map((inside) => inside.name))}`),
          entry.commands,
          `${name} `,
          heard,
        ),
      );
    }
    return declareLeaf(y, entry, name, heard);
  }, parser);
}

function declareLeaf(parser: Argv, entry: LeafEntry, name: string, heard: Heard): Argv {
  const words = entry.positionals === undefined ? [entry.name] : [entry.name, entry.positionals];
  return parser.command(
    words.join(' '),
    entry.summary,
    async (y: Argv) => {
      const command = await entry.load();
      heard.command = command;
      const words = ['building-sim', name, entry.positionals, '[options]'];
      heard.usage = words.filter((word) => word !== undefined).join(' ');
      return declareOptions(y, command.options, heard.isCompleting);
    },
    (argv) => {
      const { command } = heard;
      if (command === undefined) return;
      const positionals = positionalTexts(argv, entry.positionals ?? '');
      heard.request = { kind: 'run', name, command, given: givenTexts(argv, command.options), positionals };
    },
  );
}

/**
 * `commandHelp` makes the help of options. The options are hidden from yargs' own help: yargs lays that out for each
 * run of a command, and would take longer than the rest of reading the line.
 */
function declareOptions(parser: Argv, options: AnyOptions, isCompleting: boolean): Argv {
  return Object.entries(options).reduce((y, [name, { alias, takes, hidden = false }]) => {
    const named = { hidden: hidden || !isCompleting, ...(alias === undefined ? {} : { alias }) };
    return y.option(
      name,
      takes === undefined ? { ...named, boolean: true, nargs: 0 } : { ...named, nargs: 1 },
    );
  }, parser);
}

/** The texts of each option on the line, in order. A flag without a value is `true`. */
function givenTexts(argv: Readonly<Record<string, unknown>>, options: AnyOptions): GivenTexts {
  const names = Object.keys(options).filter((name) => argv[name] !== undefined);
  return new Map(names.map((name) => [name, [argv[name]].flat().map(String)]));
}

function positionalTexts(argv: Readonly<Record<string, unknown>>, declared: string): string[] {
  const names = declared.match(/[\w-]+/g) ?? [];
  return names.flatMap((name) => argv[name] ?? []).map(String);
}

/** An error of yargs is about the line. Any other error is a defect of ours. */
function faultyLine(message: string, argv: readonly string[], heard: Heard): Failure {
  return usageFailure(`${readableFault(message, argv, heard)} (--help shows what there is)`);
}

function readableFault(message: string, argv: readonly string[], { command, usage }: Heard): string {
  const missing = /^Not enough arguments following: (.*)$/.exec(message);
  if (missing) return missingValue(asTyped(missing[1] ?? '', argv));
  const flag = /^Argument unexpected for: (.*)$/.exec(message);
  if (flag) return `${asTyped(flag[1] ?? '', argv)} takes no value`;
  const unknown = /^Unknown arguments?: (.*)$/.exec(message);
  if (unknown) return unknownWords((unknown[1] ?? '').split(', '), argv, Object.keys(command?.options ?? {}));
  if (message.startsWith('Not enough non-option arguments')) return `too few arguments: use ${usage}`;
  if (message.startsWith('Did you mean')) return `unknown command; d${message.slice(1)}`;
  return message.replaceAll('\n', ' ');
}

/** In mosquitto's clients, too, -h is the host. */
function missingValue(option: string): string {
  return `${option} needs a value${option === '-h' ? ': the host of the broker' : ''}`;
}

/** Names that people try, and ours. */
const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  threshold: 'above',
  limit: 'above',
  user: 'username',
  pass: 'password',
  time: 'duration',
  broker: 'url',
  server: 'url',
  client: 'id',
  'client-id': 'id',
  number: 'count',
};

/** Unknown options, else unknown words. The word after a mistyped --password must stay hidden. */
function unknownWords(words: readonly string[], argv: readonly string[], known: readonly string[]): string {
  const typed = words.map((word) => asTyped(word, argv));
  const options = typed.filter((word) => word.startsWith('-'));
  if (options.length > 0) {
    const name = options[0]?.slice(2) ?? '';
    const meant = known.find((option) => option === FOREIGN_NAMES[name]) ?? nearest(name, known);
    return `unknown option ${options.join(', ')}${meant === undefined ? '' : `; did you mean --${meant}?`}`;
  }
  const hint = known.includes('topic') ? `; a topic needs -t: -t ${typed[0]}` : '';
  return `unknown argument '${typed.join("', '")}'${hint}`;
}

/** An option with its dashes: yargs reports the bare name. */
function asTyped(name: string, argv: readonly string[]): string {
  if (argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`))) return `--${name}`;
  const letter = name.length === 1 && argv.some((word) => /^-[^-]/.test(word) && word.includes(name));
  return letter ? `-${name}` : name;
}
