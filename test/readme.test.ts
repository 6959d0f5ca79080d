import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../src/broker/broker.ts';
import { SENSORS } from '../src/building/sensors.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { runCli, startCli } from './cli/run.ts';
import { commandBlocks, consoleLines, splitLine, tableRows } from './docs.ts';

const text = readFileSync('README.md', 'utf8');

describe('the command lines of README with their output', () => {
  it.each(commandBlocks(text))('$line', async ({ line, output }) => {
    const { stdout, code } = await runCli(splitLine(line));
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(output);
  });
});

describe('the command lines of README whose output varies', () => {
  let broker: Broker;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    broker = await createBroker();
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    env = { BUILDING_SIM_URL: `mqtt://127.0.0.1:${port}` };
    // A breach among the readings, kept, so that whoever listens has something to show at once.
    const breach = ['--floor', '2', '--wing', 'O', '--room', '4', '--sensor', 'TEMP', '--value', '31.4'];
    await runCli(['publish', ...breach, '--retain', '--qos', '1'], { env });
  });

  afterAll(() => broker.close());

  it.each(consoleLines(text))('%s', async (line) => {
    const command = startCli(splitLine(line), { env });
    await command.line(/./);
    command.kill('SIGINT');
    const { code, stderr } = await command.ended;
    expect([0, 130], stderr).toContain(code);
  });
});

describe('the tables of README', () => {
  const rows = tableRows(text);

  it('name every command', () => {
    const named = rows.map(([name = '']) => name.replaceAll('`', ''));
    expect(named).toEqual(expect.arrayContaining(COMMANDS.map(({ name }) => name)));
  });

  it.each(SENSORS)('give the limits of $kind', ({ kind, unit, limits }) => {
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
  });
});

describe('the YAML files of README', () => {
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const option = (yaml: string) => {
    if (yaml.startsWith('# faults'))
      return ['publish', '--dry-run', '--count', '1', '--start', '2026-01-05', '--faults'];
    if (yaml.startsWith('# house')) return ['topics', 'list', '--layout'];
    return ['rules', 'check'];
  };

  it.each(blocks.map((yaml) => ({ yaml, name: yaml.split('\n')[0] })))('$name', async ({ yaml }) => {
    const folder = await mkdtemp(join(tmpdir(), 'building-sim-'));
    const file = join(folder, 'file.yaml');
    await writeFile(file, yaml);
    const { code, stderr } = await runCli([...option(yaml), file]);
    await rm(folder, { recursive: true });
    expect(code, stderr).toBe(0);
  });
});
