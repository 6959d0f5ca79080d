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

/** A call of the program in a document: the words behind `building-sim`, up to a pipe or the end of the command. */
export function scriptLines(
  markdown: string,
): { readonly line: string; readonly words: readonly string[] }[] {
  const blocks = [...markdown.matchAll(/^```(?:sh|console|powershell)\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => block,
  );
  return blocks
    .flatMap((block) => block.replaceAll(/\\\n */g, ' ').split('\n'))
    .flatMap((text) => [...text.matchAll(/(?:^|[$|;&] |do )building-sim ([^|;&>#]+)/g)])
    .map(([, line = '']) => ({ line: line.trim(), words: splitLine(line.trim()) }));
}
