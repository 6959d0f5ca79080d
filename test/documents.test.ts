import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rulesSchema } from '../src/alarm/rules/schema.ts';
import { SENSORS } from '../src/building/sensors.ts';
import type { AnyCommand } from '../src/command.ts';
import { COMMANDS } from '../src/commands/index.ts';
import type { Option } from '../src/options/option.ts';
import { FAULT_TYPES } from '../src/simulator/faults/list.ts';
import { runHere } from './cli/run-here.ts';
import { documents, inlineCalls, tableRows } from './docs.ts';

const texts = documents.map(({ text }) => text).join('\n');
const textOf = (path: string) => readFileSync(path, 'utf8');

describe('the calls in the sentences of the documents', () => {
  const calls = inlineCalls(texts).map((words) => ({ words, line: words.join(' ') }));

  it('are found', () => expect(calls.length).toBeGreaterThan(10));

  // Blocks of commands run in documents-run.test.ts. A sentence has no place for files and brokers.
  it.each(calls)('have commands and options for: $line', async ({ words }) => {
    const { options } = await commandOf(words);
    const aliases = Object.values<Option<unknown>>(options).map(({ alias }) => alias);
    const flags = words.filter((word) => /^--?[a-zA-Z]/.test(word) && word !== '--help');
    const known = (flag: string) =>
      flag.startsWith('--')
        ? Object.hasOwn(options, flag.slice(2).replace(/^no-/, '')) || Object.hasOwn(options, flag.slice(2))
        : aliases.includes(flag.slice(1));
    expect(flags.filter((flag) => !known(flag))).toEqual([]);
  });
});

/** The command of a call, or its subcommand. */
async function commandOf([name, sub]: readonly string[]): Promise<AnyCommand> {
  const entry = COMMANDS.find((command) => command.name === name);
  const commands = entry && 'commands' in entry ? entry.commands : [];
  const leaf = commands.find((each) => each.name === sub) ?? (entry && 'load' in entry ? entry : undefined);
  if (leaf === undefined) throw new Error(`no command '${name} ${sub}'`);
  return leaf.load();
}

describe('the files that the documents name', () => {
  // `services/listen.ts` in ARCHITECTURE is below src; a name without a folder is explained beside its room.
  const named = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/`((?:[\w.-]+\/)+(?:[\w-]+\.(?:ts|js|sh|md|yaml))?)`/g)].map(([, name = '']) => ({
      path,
      name,
    })),
  );

  it('are found', () => expect(named.length).toBeGreaterThan(60));

  it.each(named)('$path: $name is there', ({ name }) => {
    expect([name, join('src', name)].some((candidate) => existsSync(candidate))).toBe(true);
  });

  it('include every room of src', () => {
    const text = textOf(join('docs', 'ARCHITECTURE.md'));
    const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the promises of docs/SECURITY.md', () => {
  const promises = tableRows(textOf(join('docs', 'SECURITY.md'))).flatMap(([promise = '', test = '']) => {
    const [, path, name] = /^`(test\/[\w./-]+)`: `(.*)`$/.exec(test) ?? [];
    return path === undefined ? [] : [{ promise, path, name }];
  });

  it('are found', () => expect(promises.length).toBeGreaterThan(25));

  it.each(promises)('$promise has its test', ({ path, name }) => expect(textOf(path)).toContain(name));
});

describe('the tables of faults', () => {
  const rows = tableRows(textOf(join('docs', 'faults.md')));
  const row = (type: string) => rows.find(([name]) => name === `\`${type}\``);

  it.each(FAULT_TYPES)('describe $type with its parameters', ({ type, params, scope }) => {
    const [, place, , described = ''] = row(type) ?? [];
    expect(place).toBe(scope === 'zone' ? 'wing' : scope);
    expect(Object.keys(params).filter((name) => !described.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the tables of rules', () => {
  it.each(keysOf(rulesSchema()))('describe %s', (key) => {
    expect(textOf(join('docs', 'rules.md'))).toContain(`\`${key}\``);
  });
});

/** All property names of a JSON schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const entries = Object.entries(schema);
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...new Set([...own, ...entries.flatMap(([, value]) => keysOf(value))])];
}

describe('the tables of the documents', () => {
  const rows = tableRows(textOf(join('docs', 'rules.md')));

  it('name every command', () => {
    const named = tableRows(textOf('README.md')).map(([name = '']) => name.replaceAll('`', ''));
    expect(named).toEqual(expect.arrayContaining(COMMANDS.map(({ name }) => name)));
  });

  it.each(SENSORS.filter(({ limits }) => limits.length > 0))(
    'give the limits of $kind',
    ({ kind, unit, limits }) => {
      const limit = (side: string, isCritical: boolean) =>
        String(limits.find((l) => l.side === side && (l.level === 'critical') === isCritical)?.value ?? '');
      expect(rows).toContainEqual([
        kind,
        unit,
        limit('below', true),
        limit('below', false),
        limit('above', false),
        limit('above', true),
      ]);
    },
  );
});

describe('the YAML files of the documents', () => {
  const blocks = [...texts.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const option = (yaml: string) => {
    if (yaml.startsWith('# faults'))
      return ['publish', '--dry-run', '--count', '1', '--start', '2026-01-05', '--faults'];
    if (yaml.startsWith('# house')) return ['topics', 'list', '--layout'];
    if (yaml.startsWith('title:')) return ['check', '--list'];
    return ['rules', yaml.startsWith('rule_file') ? 'test' : 'check'];
  };

  it.each(blocks.map((yaml) => ({ yaml, name: yaml.split('\n')[0] })))('$name', async ({ yaml }) => {
    const folder = await mkdtemp(join(tmpdir(), 'building-sim-'));
    const file = join(folder, 'file.yaml');
    await writeFile(file, yaml);
    const { code, stderr } = await runHere([...option(yaml), file]);
    await rm(folder, { recursive: true });
    expect(code, stderr).toBe(0);
  });
});
