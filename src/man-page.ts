import type { AnyCommand } from './command.ts';
import { optionForm, type SummaryLine, visibleOptions, wholeOptionText } from './command-help.ts';
import { type CommandEntry, leavesOf, usageOf } from './command-tree.ts';
import { valueWords } from './options/value-words.ts';

/** A manual page in roff's man macros, and the name of its file. */
export interface ManPage {
  readonly file: string;
  readonly text: string;
}

export interface Manual {
  readonly version: string;
  /** What the program is, in a few words and in a sentence. */
  readonly summary: string;
  readonly describe: string;
  readonly commands: readonly CommandEntry[];
}

/** The pages of the program and of every command, made of the words of their help. */
export async function manPages(manual: Manual): Promise<readonly ManPage[]> {
  const { summary, describe, commands, version } = manual;
  const lines = (entries: readonly CommandEntry[], parent: string): SummaryLine[] =>
    entries.map((entry) => [`building-sim ${parent}${entry.name}`, entry.summary]);
  const page = (name: string, sections: readonly string[]): ManPage => ({
    file: `${pageName(name)}.1`,
    text: [head(name, version), ...sections, exitStatus(), seeAlso(name, commands), ''].join('\n'),
  });
  const program = page('', [
    nameSection('', summary),
    synopsis('building-sim <command> [options]'),
    section('DESCRIPTION', [paragraph(describe)]),
    commandsSection(lines(commands, '')),
  ]);
  const groups = commands.flatMap((entry) => {
    if ('load' in entry || !('commands' in entry)) return [];
    return page(entry.name, [
      nameSection(entry.name, entry.summary),
      synopsis(`building-sim ${entry.name} <command> [options]`),
      commandsSection(lines(entry.commands, `${entry.name} `)),
    ]);
  });
  const leaves = leavesOf(commands).map(async (leaf) =>
    page(leaf.name, [
      nameSection(leaf.name, leaf.summary),
      synopsis(usageOf(leaf)),
      ...commandSections(await leaf.load()),
      ...(leaf.commands.length > 0 ? [commandsSection(lines(leaf.commands, `${leaf.name} `))] : []),
    ]),
  );
  return [program, ...groups, ...(await Promise.all(leaves))];
}

function commandSections(command: AnyCommand): string[] {
  const options = visibleOptions(command);
  const groups = [...new Set(options.map(([, { group }]) => group))].flatMap((group) => [
    `.SS ${escapeRoff(group)}`,
    ...options
      .filter((option) => option[1].group === group)
      .map((option) => term(optionForm(option), wholeOptionText(option))),
  ]);
  const notes = [...(command.notes ?? []), ...(command.details ?? [])];
  const values = valueWords(options.map(([, option]) => option)).map(paragraph);
  return [
    section('DESCRIPTION', [paragraph(command.describe), ...(notes.length > 0 ? [literal(notes)] : [])]),
    ...(groups.length > 0 ? [section('OPTIONS', [...groups, ...values])] : []),
    section(
      'EXAMPLES',
      command.examples.flatMap(([line, does]) => [paragraph(`${does}:`), literal([`building-sim ${line}`])]),
    ),
  ];
}

/** `building-sim-topics-list` */
export function pageName(command: string): string {
  return ['building-sim', ...command.split(' ')].filter((word) => word !== '').join('-');
}

function head(name: string, version: string): string {
  return `.TH ${escapeRoff(pageName(name).toUpperCase())} 1 "" "building\\-sim ${escapeRoff(version)}" "building\\-sim"`;
}

function nameSection(name: string, summary: string): string {
  return section('NAME', [`${escapeRoff(pageName(name))} \\- ${escapeRoff(summary)}`]);
}

function synopsis(usage: string): string {
  return section('SYNOPSIS', [`.B ${escapeRoff(usage)}`]);
}

function commandsSection(commands: readonly SummaryLine[]): string {
  return section(
    'COMMANDS',
    commands.map(([name, summary]) => term(name, summary)),
  );
}

function exitStatus(): string {
  return section(
    'EXIT STATUS',
    (
      [
        ['0', 'done'],
        ['1', 'no broker, a connection lost for good, or a message not delivered'],
        ['2', 'wrong usage or configuration'],
        ['3', 'an alarm of the level of --fail-on'],
        ['5, 128 to 161', 'refused by the broker'],
        ['27', '--timeout ran out'],
        ['130, 143', 'ended by SIGINT or SIGTERM'],
      ] as const
    ).map(([code, words]) => term(code, words)),
  );
}

function seeAlso(name: string, commands: readonly CommandEntry[]): string {
  const own = name.split(' ')[0];
  const pages = name === '' ? commands.map((entry) => pageName(entry.name)) : [pageName('')];
  const inside = commands.flatMap((entry) =>
    entry.name === own && 'commands' in entry
      ? entry.commands.map((leaf) => pageName(`${own} ${leaf.name}`))
      : [],
  );
  const others = [...pages, ...inside].filter((other) => other !== pageName(name));
  return section('SEE ALSO', [others.map((other) => `${escapeRoff(other)}(1)`).join(',\n')]);
}

function section(title: string, parts: readonly string[]): string {
  return [`.SH ${title}`, ...parts].join('\n');
}

function paragraph(text: string): string {
  return `.PP\n${escapeRoff(text)}`;
}

function term(name: string, words: string): string {
  return `.TP\n.B ${escapeRoff(name)}\n${escapeRoff(words)}`;
}

/** Lines as they stand. */
function literal(lines: readonly string[]): string {
  return ['.PP', '.nf', '.RS', ...lines.map(escapeRoff), '.RE', '.fi'].join('\n');
}

/** Text for roff, which reads a backslash, and a point or an apostrophe at the start of a line, as its own. */
function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('\u00a0', '\\ ')
    .replace(/^([.'])/, '\\&$1');
}
