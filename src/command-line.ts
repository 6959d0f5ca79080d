import type { Argv } from 'yargs';
import type { AnyCommand, HelpExample } from './command.ts';
import { commandHelp, fullHelp, type HelpPage, listHelp, type SummaryLine } from './command-help.ts';
import { commandLineFault, type FaultyLine } from './command-line-fault.ts';
import { type CommandEntry, type LeafEntry, leavesOf, usageOf } from './command-tree.ts';
import { withHelpWords } from './command-words.ts';
import type { AnyOptions, GivenTexts } from './options/option.ts';
import { orList } from './text/reader.ts';

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
  /** What the program is, in a sentence. */
  readonly describe: string;
  readonly examples: readonly HelpExample[];
  readonly commands: readonly CommandEntry[];
  /** Width of help, in characters. */
  readonly columns: number;
}

/** Reads a command line. Throws a usage failure for an unknown command or option, and for an option without a value. */
export async function readCommandLine(line: readonly string[], program: Program): Promise<Request> {
  const { argv, isHelpFull } = withHelpWords(
    line,
    program.commands.map(({ name }) => name),
  );
  // The help of the program is asked for most, and needs no yargs: 64 ms instead of 75.
  if (argv.length === 1 && argv[0] === '--help') return { kind: 'show', text: entriesHelp(program, argv) };
  const heard: Heard = {};
  let shown = '';
  const entries = program.commands.map((entry) => meantEntry(entry, argv));
  const { default: yargs } = await import('yargs');
  const parser = declareCommands(createParser(yargs(), program, argv, heard), entries, '', heard);
  try {
    // yargs hands its output to this callback instead of the console.
    await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
      shown = output;
    });
  } catch (error) {
    // After a command was loaded, yargs' errors don't pass its `fail`.
    throw error instanceof Error && error.name === 'YError'
      ? commandLineFault(error.message, lineSoFar(argv, heard))
      : error;
  }
  if (shown !== '' && argv.includes('--help')) {
    const help = isHelpFull ? fullHelp : commandHelp;
    const page = helpPage(program, heard);
    return { kind: 'show', text: page ? help(page, program.columns) : entriesHelp(program, argv) };
  }
  if (shown !== '') return { kind: 'show', text: shown };
  return heard.request ?? { kind: 'show', text: entriesHelp(program, argv) };
}

function helpPage({ commands }: Program, { command, leaf }: Heard): HelpPage | undefined {
  if (command === undefined || leaf === undefined) return undefined;
  const inside = leavesOf(commands).find(({ name }) => name === leaf.name)?.commands ?? [];
  return {
    usage: usageOf(leaf),
    command,
    commands: inside.map((each) => summaryLine(each, `${leaf.name} `)),
  };
}

/** The help of the program, or of the group of commands on the line. */
function entriesHelp({ commands, columns, describe, examples }: Program, argv: readonly string[]): string {
  const group = commands.find(({ name }) => name === argv.find((word) => !word.startsWith('-')));
  if (group !== undefined && 'commands' in group) {
    const { name, summary } = group;
    const lines = group.commands.map((leaf) => summaryLine(leaf, `${name} `));
    return listHelp(
      { usage: `building-sim ${name} <command> [options]`, describe: `${summary}.`, examples: [] },
      lines,
      columns,
    );
  }
  const lines = commands.map((entry) => summaryLine(entry, ''));
  return listHelp({ usage: 'building-sim <command> [options]', describe, examples }, lines, columns);
}

function summaryLine(entry: CommandEntry, parent: string): SummaryLine {
  const positionals = 'positionals' in entry && parent !== '' ? ` ${entry.positionals}` : '';
  return [`${parent}${entry.name}${positionals}`, entry.summary];
}

function lineSoFar(argv: readonly string[], { command, leaf }: Heard): FaultyLine {
  return {
    argv,
    options: Object.keys(command?.options ?? {}),
    usage: leaf === undefined ? undefined : usageOf(leaf),
  };
}

/** The facts collected by yargs' callbacks. */
interface Heard {
  /** The command on the line, once loaded. */
  command?: AnyCommand;
  /** Its entry, under its whole name. */
  leaf?: LeafEntry;
  request?: Request;
}

function createParser(parser: Argv, program: Program, argv: readonly string[], heard: Heard): Argv {
  return parser
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
    .fail((message, error) => {
      throw error && error.name !== 'YError'
        ? error
        : commandLineFault(message ?? error.message, lineSoFar(argv, heard));
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
      heard.leaf = { ...entry, name };
      return declareOptions(y, command.options);
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
function declareOptions(parser: Argv, options: AnyOptions): Argv {
  return Object.entries(options).reduce((y, [name, { alias, takes, isValueOptional }]) => {
    const named = { hidden: true, ...(alias === undefined ? {} : { alias }) };
    if (isValueOptional) return y.option(name, { ...named, string: true });
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
