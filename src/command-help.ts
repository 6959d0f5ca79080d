import type { AnyCommand, HelpExample } from './command.ts';
import type { Option, OptionGroup } from './options/option.ts';
import { valueWords } from './options/value-words.ts';
import { wrap } from './text/wrap.ts';

/** A command with the words of its help around it. */
export interface HelpPage {
  /** `building-sim topics match <filter> [topics..] [options]` */
  readonly usage: string;
  readonly command: AnyCommand;
  /** Further commands behind the same name: `passwd <file> <user>`, and what each does. */
  readonly commands: readonly SummaryLine[];
}

/** A name and what it does. */
export type SummaryLine = readonly [name: string, summary: string];

/** Groups that many commands share. `--help` leaves them to `--help all`. */
const SHARED_GROUPS: readonly OptionGroup[] = ['Connection', 'Security', 'Will', 'MQTT-SN', 'Other'];

/** A screen has 40 lines, the last for the prompt. */
const SCREEN_LINES = 39;

/** The short help, on one screen: examples, the command's own options as far as they fit, and the way to the rest. */
export function commandHelp(page: HelpPage, columns: number): string {
  const own = visibleOptions(page.command).filter(([, { group }]) => !SHARED_GROUPS.includes(group));
  const common = own.filter(([, { isRare }]) => isRare !== true);
  for (let count = common.length; ; count--) {
    const shown = common.slice(0, count);
    const lines = shortLines(page, { shown, rare: own.filter((option) => !shown.includes(option)) }, columns);
    if (lines.length <= SCREEN_LINES || count === 0) return lines.join('\n');
  }
}

interface OwnOptions {
  readonly shown: readonly NamedOption[];
  /** Only named. */
  readonly rare: readonly NamedOption[];
}

function shortLines(
  { usage, command, commands }: HelpPage,
  { shown, rare }: OwnOptions,
  columns: number,
): string[] {
  const groups = SHARED_GROUPS.filter((name) =>
    visibleOptions(command).some(([, { group }]) => group === name),
  );
  return [
    ...headLines(usage, command, columns),
    ...(shown.length > 0 ? ['', 'Options:', ...optionLines(shown, columns, optionText)] : []),
    ...commandLines(commands, columns),
    '',
    ...(command.notes ?? []),
    ...wrap(valueWords(shown.map(([, option]) => option)).join(' '), columns),
    ...wrap(
      restLine(
        rare.map(([name]) => `--${name}`),
        groups,
      ),
      columns,
    ),
  ];
}

/** The whole help: every option by group, and details. */
export function fullHelp({ usage, command, commands }: HelpPage, columns: number): string {
  const options = visibleOptions(command);
  const groups = [...new Set(options.map(([, { group }]) => group)), 'Other'] as const;
  const groupLines = [...new Set(groups)].flatMap((group) => [
    '',
    `${group}:`,
    ...optionLines(
      options.filter((option) => option[1].group === group),
      columns,
      wholeOptionText,
      group === 'Other' ? [HELP_ROW] : [],
    ),
  ]);
  return [
    ...headLines(usage, command, columns),
    ...groupLines,
    ...commandLines(commands, columns),
    '',
    ...(command.notes ?? []),
    ...(command.details ?? []),
    ...valueWords(options.map(([, option]) => option)).flatMap((words) => wrap(words, columns)),
  ].join('\n');
}

/** The help of the program, or of a command that only has further commands. */
export function listHelp(
  { usage, describe, examples }: { usage: string; describe: string; examples: readonly HelpExample[] },
  commands: readonly SummaryLine[],
  columns: number,
): string {
  return [
    usage,
    ...wrap(describe, columns),
    ...(examples.length > 0
      ? ['', 'Examples:', ...examples.flatMap((each) => exampleLines(each, columns))]
      : []),
    ...commandLines(commands, columns),
    '',
    ...wrap(
      "COMMAND --help shows a command's options on one screen, --help all every option, man building-sim-COMMAND the same as a page.",
      columns,
    ),
  ].join('\n');
}

/** The visible options of a command, by name. */
export function visibleOptions(command: AnyCommand): readonly NamedOption[] {
  return Object.entries<Option<unknown>>(command.options).filter(([, { hidden }]) => hidden !== true);
}

export type NamedOption = readonly [name: string, option: Option<unknown>];

/** `-h, --host HOST` */
export function optionForm([name, { alias, takes }]: NamedOption): string {
  return `${alias === undefined ? '' : `-${alias}, `}--${name}${takes === undefined ? '' : ` ${takes}`}`;
}

/** What an option does, and its default. */
export function optionText([, { describe, shown }]: NamedOption): string {
  if (shown === undefined) return describe;
  return `${describe} (default:${UNBROKEN}${shown.replaceAll(' ', UNBROKEN)})`;
}

/** The same with the further sentences. */
export function wholeOptionText(option: NamedOption): string {
  const { more } = option[1];
  return more === undefined ? optionText(option) : `${optionText(option)}. ${more}`;
}

/** A space without a line break. */
const UNBROKEN = '\u00a0';

function headLines(usage: string, { describe, examples }: AnyCommand, columns: number): string[] {
  return [
    usage,
    ...wrap(describe, columns),
    '',
    'Examples:',
    ...examples.flatMap((each) => exampleLines(each, columns)),
  ];
}

/** On one line if both fit. */
function exampleLines([line, does]: HelpExample, columns: number): string[] {
  const short = `  building-sim ${line}  # ${does}`;
  return short.length <= columns ? [short] : [`  # ${does}`, `  building-sim ${line}`];
}

function commandLines(commands: readonly SummaryLine[], columns: number): string[] {
  if (commands.length === 0) return [];
  return [
    '',
    'Commands:',
    ...twoColumns(
      commands.map(([name, summary]) => [`  ${name}`, summary]),
      columns,
    ),
  ];
}

const HELP_ROW: SummaryLine = ['      --help', 'show the help on one screen; --help all: every option'];

function optionLines(
  options: readonly NamedOption[],
  columns: number,
  textOf: (option: NamedOption) => string,
  more: readonly SummaryLine[] = [],
): string[] {
  const rows = options.map((option): SummaryLine => {
    const indent = option[1].alias === undefined ? '      ' : '  ';
    return [`${indent}${optionForm(option)}`, textOf(option)];
  });
  return twoColumns([...rows, ...more], columns);
}

/** Two columns: the names, as wide as the widest, and the words. */
function twoColumns(rows: readonly SummaryLine[], columns: number): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, words]) =>
    wrap(words, columns - width).map(
      (line, i) => `${(i === 0 ? name : '').padEnd(width)}${line.replaceAll(UNBROKEN, ' ')}`,
    ),
  );
}

const GROUP_WORDS: Readonly<Partial<Record<OptionGroup, string>>> = {
  Connection: 'the connection (--url, -h, -p, -q …)',
  Security: 'passwords, TLS',
  Will: 'the will',
  'MQTT-SN': 'MQTT-SN',
  Other: '--config, --debug',
};

function restLine(rare: readonly string[], groups: readonly OptionGroup[]): string {
  const words = [...rare, ...groups.map((group) => GROUP_WORDS[group] ?? group)];
  return words.length === 0 ? '' : `--help all adds ${words.join(', ')}.`;
}
