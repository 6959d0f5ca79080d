import { describe, expect, it } from 'vitest';
import { commandHelp, fullHelp, type HelpPage } from '../src/command-help.ts';
import { usageOf } from '../src/command-tree.ts';
import { COMMANDS, commandLeaves } from '../src/commands/index.ts';
import type { Option } from '../src/options/option.ts';
import { runHere } from './cli/run-here.ts';

const SCREEN_LINES = 40;
const leaves = commandLeaves();
const pageOf = async (leaf: (typeof leaves)[number]): Promise<HelpPage> => ({
  usage: usageOf(leaf),
  command: await leaf.load(),
  commands: [],
});

describe.each([...leaves.map(({ name }) => name), ...COMMANDS.map(({ name }) => name), ''])(
  '%s --help',
  (name) => {
    it('fits on a screen of 40 lines and 80 columns, and begins with its use and examples', async () => {
      const { code, stdout } = await runHere([...name.split(' '), '--help'].filter((word) => word !== ''));
      expect(code).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length).toBeLessThan(SCREEN_LINES);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines[0]).toMatch(new RegExp(`^building-sim ${name}.*\\[options\\]$`));
      expect(lines.findIndex((line) => /^(Examples|Commands):$/.test(line))).toBeLessThan(6);
    });
  },
);

describe.each(leaves)('the help of $name', (leaf) => {
  it.each([80, 110])('fits in %i columns, but for examples', async (columns) => {
    const page = await pageOf(leaf);
    for (const help of [commandHelp(page, columns), fullHelp(page, columns)]) {
      expect(help.split('\n').filter((line) => line.length > columns)).toEqual([]);
    }
  });

  it('names each option, its own in short, all of them in whole with its letter and value', async () => {
    const page = await pageOf(leaf);
    const [short, whole] = [commandHelp(page, 80), fullHelp(page, 80)];
    for (const [option, { alias, takes, hidden, group, isRare }] of Object.entries<Option<unknown>>(
      page.command.options,
    )) {
      if (hidden) continue;
      const letter = alias === undefined ? '    ' : `-${alias}, `;
      const line = `\n  ${letter}--${option}${takes === undefined ? '' : ` ${takes}`}`;
      expect(`${whole}\n`).toContain(line);
      if (SHARED.includes(group)) expect(short).not.toContain(line);
      else if (isRare) expect(short.slice(short.indexOf('--help all adds'))).toContain(`--${option}`);
      else expect(short).toContain(`--${option}`);
    }
  });

  it('has two to four examples of 80 columns at most, of options that it has', async () => {
    const { options, examples } = await leaf.load();
    expect(examples.length).toBeLessThanOrEqual(4);
    for (const [line] of examples) {
      expect(`  building-sim ${line}`.length).toBeLessThanOrEqual(80);
      const [own = ''] = line.split(' | ').slice(-1);
      for (const [, option = ''] of own.matchAll(/ --([a-z-]+)/g)) expect(options).toHaveProperty(option);
    }
  });

  it('completes values that the option takes', async () => {
    const { options } = await leaf.load();
    for (const { choices = [], parse } of Object.values<Option<unknown>>(options)) {
      for (const choice of choices) if (!choice.endsWith('=')) expect(() => parse([choice])).not.toThrow();
    }
  });
});

const SHARED: readonly string[] = ['Connection', 'Security', 'Will', 'MQTT-SN', 'Other'];

const COMMAND = {
  describe: 'Does it.',
  examples: [['do', 'it']],
  notes: ['A note.'],
  details: ['A detail.'],
  options: {
    time: { group: 'Output', describe: 'a b c', takes: 'TIME', shown: '1s to 2s', parse: () => 0 },
    seldom: { group: 'Output', describe: 'd', more: 'E f.', isRare: true, parse: () => 0 },
    secret: { group: 'Output', describe: 'no', hidden: true, parse: () => 0 },
    url: { group: 'Connection', alias: 'L', describe: 'g', takes: 'URL', parse: () => 0 },
  },
  run: async () => 0,
} as const;
const PAGE: HelpPage = { usage: 'building-sim do', command: COMMAND, commands: [['do in', 'h']] };

it('the short help has the own options, and names the others', () => {
  expect(commandHelp(PAGE, 42).split('\n')).toEqual([
    'building-sim do',
    'Does it.',
    '',
    'Examples:',
    '  building-sim do  # it',
    '',
    'Options:',
    '      --time TIME  a b c',
    '                   (default: 1s to 2s)',
    '',
    'Commands:',
    '  do in  h',
    '',
    'A note.',
    'TIME is 500ms, 5s, 2m, 1h or 7d; a bare',
    'number is seconds.',
    '--help all adds --seldom, the connection',
    '(--url, -h, -p, -q …).',
  ]);
});

it('the whole help has every option and every sentence, but hidden options', () => {
  expect(fullHelp(PAGE, 60).split('\n')).toEqual([
    'building-sim do',
    'Does it.',
    '',
    'Examples:',
    '  building-sim do  # it',
    '',
    'Output:',
    '      --time TIME  a b c (default: 1s to 2s)',
    '      --seldom     d. E f.',
    '',
    'Connection:',
    '  -L, --url URL  g',
    '',
    'Other:',
    '      --help  show the help on one screen; --help all: every',
    '              option',
    '',
    'Commands:',
    '  do in  h',
    '',
    'A note.',
    'A detail.',
    'TIME is 500ms, 5s, 2m, 1h or 7d; a bare number is seconds.',
  ]);
});

it.each([
  ['publish', '--help', 'all'],
  ['publish', '--help=all'],
  ['help', 'publish', 'all'],
  ['publish', 'help', 'all'],
])('%s %s %s shows every option', async (...words) => {
  const { code, stdout } = await runHere(words.filter((word) => word !== undefined));
  expect(code).toBe(0);
  expect(stdout).toContain('--will-topic TOPIC');
  expect(stdout).toContain('--retry-interval TIME');
  expect(stdout).toContain('earthquake');
});

it('alarm --help has the built-in limits', async () => {
  expect((await runHere(['alarm', '--help'])).stdout).toContain(
    'TEMP (Cel) > 30 critical, > 27 high, < 16 critical',
  );
});
