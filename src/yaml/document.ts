import { isAlias, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The place of a problem without a place of its own. */
export const START: Position = { line: 1, column: 1 };

/** A problem at a place in a file. */
export interface Problem extends Position {
  readonly message: string;
}

/** A YAML file with strings only: no scalar is converted, so `N`, `010` and `1e3` keep their text. */
export interface YamlDocument {
  /** Null for an empty file and for a file with problems. */
  readonly root: Node | null;
  readonly problems: readonly Problem[];
  readonly positionOf: (node: unknown) => Position;
}

/** A larger file is refused before the parser sees it. */
const MAX_BYTES = 262_144;
const MAX_DEPTH = 50;

/**
 * Reads YAML, hostile or not. A file too large or too deep, or a file with aliases (their expansion can grow without
 * end), gives a problem and no document. Never throws.
 */
export function parseYaml(text: string): YamlDocument {
  if (Buffer.byteLength(text) > MAX_BYTES) return refused(START, 'the file is larger than 256 KiB');
  const lines = new LineCounter();
  const positionOf = (node: unknown): Position => positionAt(lines, startOf(node));
  const deep = firstTooDeep(text);
  if (deep !== undefined) return refused(deep, `nested deeper than ${MAX_DEPTH} levels`);

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

function refused(place: Position, message: string): YamlDocument {
  return { root: null, problems: [{ ...place, message }], positionOf: () => START };
}

/** Characters of indentation: four for a level. */
const MAX_INDENT = 4 * MAX_DEPTH;
const MANY_DASHES = /^ *([-?] +){10}/;

/** The parser recurses, so a rough upper bound on depth is checked before parsing. Returns the first place beyond. */
function firstTooDeep(text: string): Position | undefined {
  let brackets = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const indent = line.search(/[^ ]/);
    if (indent > MAX_INDENT || MANY_DASHES.test(line)) return { line: i + 1, column: indent + 1 };
    for (let at = 0; at < line.length; at++) {
      if ('[{'.includes(line[at] ?? '')) brackets++;
      else if (brackets > 0 && ']}'.includes(line[at] ?? '')) brackets--;
      if (brackets > MAX_DEPTH) return { line: i + 1, column: at + 1 };
    }
  }
  return undefined;
}

function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] } | null)?.range;
  return range?.[0] ?? 0;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
