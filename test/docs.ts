/** A command line of a document and what the document says it prints. */
export interface CommandBlock {
  /** Without the leading `building-sim`. */
  readonly line: string;
  readonly output: readonly string[];
}

/** Every indented `$ building-sim …` of a Markdown text, with the indented lines that follow it. */
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

/** Splits a command line into arguments as a shell does with blanks and single quotes. */
export function splitLine(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
