import { displayWidth } from './width.ts';

/** Breaks a text at its spaces into lines of at most `columns` columns; a longer word has a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** The lines of a text as an output shows them without a break inside a word. Only a terminal breaks lines. */
export function wrapFor(
  output: { readonly isTTY: boolean; readonly columns: number },
  text: string,
): string[] {
  return text.split('\n').flatMap((line) => {
    const isWide = output.isTTY && displayWidth(line) > output.columns;
    return isWide ? wrap(line, output.columns) : [line];
  });
}
