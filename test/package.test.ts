import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBroker } from '../src/broker/broker.ts';

const run = promisify(execFile);

/** The package of a user: packed, and installed into an empty folder without a network. */
describe('the package', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'building-sim-'));
    // dist was built before the tests. A second build would pull dist from under the other tests.
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
    const { filename } = Object.values<{ filename: string }>(JSON.parse(stdout))[0] ?? { filename: '' };
    await writeFile(join(folder, 'package.json'), '{"private": true}');
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', resolve(folder, filename)], {
      cwd: folder,
    });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What npm put on the path, without the second that npx needs to find it. */
  const installed = (args: readonly string[]) =>
    run(join(folder, 'node_modules', '.bin', 'building-sim'), args, { cwd: folder });

  it('brings what README names', () => {
    for (const path of [
      'README.md',
      'LICENSE',
      'topics.md',
      'docs/rules.md',
      'rules/office.test.yaml',
      'rules/office.yaml',
      'labs/topics.sh',
      'labs/lab.sh',
      'labs/publisher.py',
    ])
      expect(existsSync(join(folder, 'node_modules', 'building-sim', path)), path).toBe(true);
  });

  it('brings each file that its documents link to', () => {
    const root = join(folder, 'node_modules', 'building-sim');
    const documents = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.md'),
    );
    expect(documents.length).toBeGreaterThan(10);
    const links = documents.flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
        ([, link = '']) => join(dirname(path), link),
      ),
    );
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('runs no script when somebody installs it', () => {
    const { scripts } = JSON.parse(
      readFileSync(join(folder, 'node_modules', 'building-sim', 'package.json'), 'utf8'),
    ) as { scripts: Record<string, string> };
    expect(
      Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare|publish)$/.test(name)),
    ).toEqual([]);
  });

  it('shows its help', async () => {
    const { stdout } = await run('npx', ['--offline', 'building-sim', '--help'], { cwd: folder });
    expect(stdout).toContain('publish');
  });

  it('publishes and prints alarms', async () => {
    const broker = await createBroker();
    const { port, close } = await broker.listen({ host: '127.0.0.1', port: 0 });
    const where = ['--port', String(port)];
    const alarm = installed([
      'alarm',
      ...where,
      '--count',
      '1',
      '--timeout',
      '100',
      '-J',
      '--above',
      'TEMP=20',
    ]);
    const sensor = ['--floor', '2', '--wing', 'O', '--room', '4', '--sensor', 'TEMP'];
    // Retained, so either of the two may start first.
    await installed(['publish', ...where, ...sensor, '--value', '31.5', '--retain', '--qos', '1']);
    const { stdout } = await alarm;
    expect(JSON.parse(stdout)).toMatchObject({ floor: 2, wing: 'O', room: 4, sensor: 'TEMP', value: 31.5 });
    close();
    await broker.close();
  });
});
