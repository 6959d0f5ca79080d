import { ReadError } from './reader.ts';

/**
 * Splits a command into words and removes quotes, as a shell would, without any other work of a shell. Throws ReadError
 * for an empty command or an open quote.
 */
export function splitCommand(text: string): readonly [file: string, ...args: string[]] {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const match = /^(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/s.exec(rest);
    if (match === null) throw new ReadError('a quote is never closed');
    words.push(unquoted(match[0]));
    rest = rest.slice(match[0].length);
    if (rest !== '' && !/^\s/.test(rest)) throw new ReadError('a quote is never closed');
    rest = rest.trimStart();
  }
  const [file, ...args] = words;
  if (file === undefined || file === '') throw new ReadError('use a command and its arguments');
  return [file, ...args];
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
    (_, single?: string, double?: string, escaped?: string) => {
      if (single !== undefined) return single;
      return double === undefined ? (escaped ?? '') : double.replace(/\\(["\\])/g, '$1');
    },
  );
}
