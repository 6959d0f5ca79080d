import { stripVTControlCharacters } from 'node:util';
import { cutToWidth, displayWidth } from '../../text/width.ts';

/** The colours of `Paint` (ECMA-48 SGR). Text from the network has no escape character any more. */
const COLOUR = /(\x1b\[[\d;]*m)/;

/** The columns of a line with colours. */
export function lineWidth(line: string): number {
  return displayWidth(stripVTControlCharacters(line));
}

/** A line with colours, cut to `columns`, with an ellipsis in the place of the rest. Every colour still ends. */
export function cutLine(line: string, columns: number): string {
  if (lineWidth(line) <= columns) return line;
  let left = columns;
  // A split at a group leaves the colours at the odd places.
  const parts = line.split(COLOUR).map((part, at) => {
    if (at % 2 === 1) return part;
    if (left <= 0) return '';
    const isLast = displayWidth(part) >= left;
    const shown = isLast ? cutToWidth(`${part} `, left) : part;
    left = isLast ? 0 : left - displayWidth(part);
    return shown;
  });
  return parts.join('');
}
