import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The documents for users and developers, apart from topics.md with a test of its own. */
export const documents = [
  'README.md',
  join('labs', 'README.md'),
  join('labs', 'mqtt-sn-or-mqtt.md'),
  ...readdirSync('docs').map((name) => join('docs', name)),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** A command line of a document, and its output in the document. */
export interface CommandBlock {
  /** Without the leading `building-sim`. */
  readonly line: string;
  readonly output: readonly string[];
}

/** Every indented `$ building-sim …` of a Markdown text, with the indented lines below. */
export function commandBlocks(markdown: string): CommandBlock[] {
  const blocks: { line: string; output: string[] }[] = [];
  let current: { line: string; output: string[] } | undefined;
  for (const text of markdown.split('\n')) {
    const command = /^ {4}\$ building-sim (.*)$/.exec(text)?.[1];
    if (command !== undefined) {
      current = { line: command, output: [] };
      blocks.push(current);
    } else if (text.startsWith('    ') && current) {
      current.output.push(text.slice(4));
    } else {
      current = undefined;
    }
  }
  return blocks;
}

/** Splits a command line into arguments like a shell, at blanks and single quotes. */
export function splitLine(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Every `$ building-sim …` in the fenced `console` blocks of a Markdown text: lines with varying output. */
export function consoleLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```console\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    [...block.matchAll(/^\$ building-sim (.*)$/gm)].map(([, line = '']) => line),
  );
}

/** The columns of every Markdown table row, as plain text. */
export function tableRows(markdown: string): string[][] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Commands of a shell block with pipes between them. */
export interface Pipeline {
  /** The words of each call of building-sim, without the name. */
  readonly calls: readonly (readonly string[])[];
  /** The file behind `>`. */
  readonly into: string | undefined;
  /** With `&` behind it. */
  readonly isBackground: boolean;
}

/** A block of shell commands in a document. */
export interface ShellBlock {
  /** The first line. */
  readonly name: string;
  readonly pipelines: readonly Pipeline[];
  /** The first word of each command of another program. */
  readonly others: readonly string[];
}

const TOKEN = /'([^']*)'|"((?:[^"\\]|\\.)*)"|(&&|>>|[|;&>\n])|([^\s'"|;&>]+)/g;
const SEPARATORS = new Set(['\n', ';', '&', '&&', 'do']);

/** Every fenced `sh` and `powershell` block, and the calls of building-sim in it. Expands nothing. */
export function shellBlocks(markdown: string): ShellBlock[] {
  const blocks = [...markdown.matchAll(/^```(?:sh|powershell)\n([\s\S]*?)^```/gm)].map(
    ([, text = '']) => text,
  );
  return blocks.map((text) => {
    const commands = pipelinesOf(text.replaceAll(/\\\n */g, ' ').replaceAll(/(?<=^|\s)#.*$/gm, ''));
    const isOurs = ([name]: readonly string[]) => name === 'building-sim';
    return {
      name: text.split('\n')[0] ?? '',
      pipelines: commands
        .map(({ parts, ...rest }) => ({ ...rest, calls: parts.filter(isOurs).map(([, ...words]) => words) }))
        .filter(({ calls }) => calls.length > 0),
      others: commands.flatMap(({ parts }) =>
        parts.filter((part) => !isOurs(part)).map(([name = '']) => name),
      ),
    };
  });
}

interface RawPipeline extends Pick<Pipeline, 'into' | 'isBackground'> {
  readonly parts: readonly (readonly string[])[];
}

function pipelinesOf(text: string): RawPipeline[] {
  const pipelines: RawPipeline[] = [];
  let parts: string[][] = [[]];
  let into: string | undefined;
  let isRedirected = false;
  for (const [, single, double, operator, plain] of `${text}\n`.matchAll(TOKEN)) {
    const separator = operator ?? plain;
    if (separator !== undefined && SEPARATORS.has(separator)) {
      const filled = parts.filter((part) => part.length > 0);
      if (filled.length > 0) pipelines.push({ parts: filled, into, isBackground: separator === '&' });
      parts = [[]];
      into = undefined;
    } else if (operator === '|') {
      parts.push([]);
    } else if (operator !== undefined) {
      isRedirected = true;
    } else if (isRedirected) {
      into = single ?? double ?? plain;
      isRedirected = false;
    } else {
      parts.at(-1)?.push(single ?? double ?? plain ?? '');
    }
  }
  return pipelines;
}

/** Every `building-sim …` in the running text of a document, such as the one in this sentence; as words. */
export function inlineCalls(markdown: string): string[][] {
  return [...markdown.matchAll(/`building-sim ([a-z][^`]*)`/g)].map(([, line = '']) => splitLine(line));
}
