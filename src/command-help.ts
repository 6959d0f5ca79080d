import type { AnyCommand } from './command.ts';
import type { Option } from './options/option.ts';
import { wrap } from './text/wrap.ts';

/** The help of a command: its description, its options by group, notes, and examples to copy. */
export function commandHelp(usage: string, command: AnyCommand, columns: number): string {
  const options = Object.entries<Option<unknown>>(command.options).filter(
    ([, { hidden }]) => hidden !== true,
  );
  const rows = [...options.map(optionRow), HELP_ROW];
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) => [
    `${group}:`,
    ...groupLines(
      rows.filter((row) => row.group === group),
      columns,
    ),
    '',
  ]);
  const examples = command.examples.map(([line, does]) => `  # ${does}\n  building-sim ${line}`);
  return [
    usage,
    '',
    ...wrap(command.describe, columns),
    '',
    ...groups.flat(),
    ...(command.notes ?? []),
    'Examples:',
    ...examples,
  ].join('\n');
}

interface Row {
  readonly group: string;
  /** `-h, --host HOST` */
  readonly names: string;
  readonly describe: string;
}

/** A space without a line break. */
const UNBROKEN = '\u00a0';

const HELP_ROW: Row = { group: 'Other', names: '      --help', describe: 'show this help' };

function optionRow([name, { group, alias, takes, describe, shown }]: readonly [
  string,
  Option<unknown>,
]): Row {
  const letter = alias === undefined ? '    ' : `-${alias}, `;
  return {
    group,
    names: `  ${letter}--${name}${takes === undefined ? '' : ` ${takes}`}`,
    describe:
      shown === undefined ? describe : `${describe} (default:${UNBROKEN}${shown.replaceAll(' ', UNBROKEN)})`,
  };
}

/** Two columns: the names, as wide as the widest, and the descriptions. */
function groupLines(rows: readonly Row[], columns: number): string[] {
  const width = Math.max(...rows.map(({ names }) => names.length)) + 2;
  return rows.flatMap(({ names, describe }) =>
    wrap(describe, columns - width).map(
      (line, i) => `${(i === 0 ? names : '').padEnd(width)}${line.replaceAll(UNBROKEN, ' ')}`,
    ),
  );
}
