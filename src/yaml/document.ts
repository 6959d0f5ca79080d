import { isAlias, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a problem is said to be that has no place of its own. */
export const START: Position = { line: 1, column: 1 };

/** Something wrong at a place in a file. */
export interface Problem extends Position {
  readonly message: string;
}

/** A YAML file read as text only: every scalar is a string, so that `N`, `010` and `1e3` stay what they look like. */
export interface YamlDocument {
  /** Null for an empty file, or where there are problems. */
  readonly root: Node | null;
  readonly problems: readonly Problem[];
  readonly positionOf: (node: unknown) => Position;
}

/** Files larger than this are refused before they are parsed, bytes. */
export const MAX_BYTES = 262_144;
const MAX_DEPTH = 50;

/**
 * Reads YAML that may be hostile: a file that is too large or too deep, or that uses aliases (which can grow
 * without end), is a problem, not a document.
 */
export function parseYaml(text: string): YamlDocument {
  if (Buffer.byteLength(text) > MAX_BYTES) return refused('the file is larger than 256 KiB');
  const lines = new LineCounter();
  const positionOf = (node: unknown): Position => positionAt(lines, startOf(node));
  if (isTooDeep(text)) return refused(`nested deeper than ${MAX_DEPTH} levels`);

  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
  });
  const problems = document.errors.map(({ pos, message }) => ({
    ...positionAt(lines, pos[0]),
    message: `not YAML: ${message.split('\n')[0]}`,
  }));
  visit(document, (_, node) => {
    if (!isAlias(node)) return undefined;
    problems.push({ ...positionOf(node), message: 'aliases (*name) are not allowed: write it out' });
    return visit.BREAK;
  });
  return { root: problems.length === 0 ? document.contents : null, problems, positionOf };
}

function refused(message: string): YamlDocument {
  return { root: null, problems: [{ ...START, message }], positionOf: () => START };
}

/** The parser recurses: depth is bounded, roughly but from above, before it sees the text. */
function isTooDeep(text: string): boolean {
  let brackets = 0;
  for (const character of text) {
    if (character === '[' || character === '{') brackets++;
    else if ((character === ']' || character === '}') && brackets > 0) brackets--;
    if (brackets > MAX_DEPTH) return true;
  }
  return text.split('\n').some((line) => line.search(/[^ ]/) > 4 * MAX_DEPTH || /^ *([-?] +){10}/.test(line));
}

function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] } | null)?.range;
  return range?.[0] ?? 0;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
