import { describe, expect, it } from 'vitest';
import { commandHelp } from '../src/command-help.ts';
import { commandLeaves } from '../src/commands/index.ts';
import type { Option } from '../src/options/option.ts';

describe.each(commandLeaves())('the help of $name', ({ name, load }) => {
  it.each([80, 110])('fits in %i columns, but for examples', async (columns) => {
    const help = commandHelp(`building-sim ${name}`, await load(), columns);
    const [above = ''] = help.split('Examples:');
    expect(above.split('\n').filter((line) => line.length > columns)).toEqual([]);
  });

  it('shows each option with its letter and what it takes', async () => {
    const command = await load();
    const help = commandHelp('', command, 80);
    for (const [option, { alias, takes, hidden }] of Object.entries<Option<unknown>>(command.options)) {
      if (hidden) continue;
      const letter = alias === undefined ? '    ' : `-${alias}, `;
      const value = takes === undefined ? '' : ` ${takes}`;
      expect(help).toContain(`\n  ${letter}--${option}${value} `);
    }
  });

  it('has examples of 80 columns at most, of options that it has', async () => {
    const { options, examples } = await load();
    for (const [line] of examples) {
      if (!line.startsWith('topics match')) expect(`  building-sim ${line}`.length).toBeLessThanOrEqual(80);
      const [own = ''] = line.split(' | ').slice(-1);
      for (const [, option = ''] of own.matchAll(/ --([a-z-]+)/g)) expect(options).toHaveProperty(option);
    }
  });
});

it('leaves out hidden options, and tells defaults without breaking them', async () => {
  const command = {
    describe: 'Does it.',
    examples: [['do', 'it']],
    options: {
      shown: { group: 'Output', describe: 'a b c', takes: 'N', shown: '1 to 2', parse: () => 0 },
      secret: { group: 'Output', describe: 'no', hidden: true, parse: () => 0 },
    },
    run: async () => 0,
  } as const;
  expect(commandHelp('building-sim do', command, 38).split('\n')).toEqual([
    'building-sim do',
    '',
    'Does it.',
    '',
    'Output:',
    '      --shown N  a b c',
    '                 (default: 1 to 2)',
    '',
    'Other:',
    '      --help  show this help',
    '',
    'Examples:',
    '  # it',
    '  building-sim do',
  ]);
});
