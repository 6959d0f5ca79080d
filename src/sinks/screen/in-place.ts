import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../../command.ts';

/** Shows lines on a terminal in place of the lines before. */
export function createInPlace(output: Output): (lines: readonly string[]) => void {
  let shown = 0;
  return (lines) => {
    // Up to the first line, to its start, and clear the rows below (ECMA-48 CUU, ED).
    const back = shown > 0 ? `\x1b[${shown}A\r\x1b[J` : '';
    output.write(`${back}${lines.join('\n')}\n`);
    shown = lines.reduce((rows, line) => rows + rowsOf(line, output.columns), 0);
  };
}

/** A long line takes more than one row of the terminal. */
function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
}
