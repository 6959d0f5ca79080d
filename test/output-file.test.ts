import { closeSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openOutputFile } from '../src/output-file.ts';
import { freePort } from './cli/free-port.ts';
import { runHere } from './cli/run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-output-'));
afterAll(() => rmSync(folder, { recursive: true }));
const KIND = { option: '--truth', head: /^\{"id":/ };

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it.each([
  ['an empty file', ''],
  ['a file of its kind', '{"id":1}\n'],
])('replaces %s', (name, text) => {
  const path = file(name, text);
  closeSync(openOutputFile({ path, isForced: false }, KIND));
  expect(readFileSync(path, 'utf8')).toBe('');
});

it('refuses a file of another kind, through a link too, unless forced', () => {
  const path = file('thesis', 'my thesis');
  const link = join(folder, 'link');
  symlinkSync(path, link);
  for (const name of [path, link]) {
    expect(() => openOutputFile({ path: name, isForced: false }, KIND)).toThrow(
      /holds something else.*--force/,
    );
  }
  expect(readFileSync(path, 'utf8')).toBe('my thesis');
  closeSync(openOutputFile({ path, isForced: true }, KIND));
  expect(readFileSync(path, 'utf8')).toBe('');
});

it('is how --truth, --pcapng and --junit open their files', async () => {
  const port = String(await freePort());
  const tests = join(import.meta.dirname, '../rules/office.test.yaml');
  for (const args of [
    ['publish', '--dry-run', '--count', '1', '--truth'],
    ['trace', '--listen', port, '--url', 'mqtt://127.0.0.1:1', '--pcapng'],
    ['rules', 'test', tests, '--junit'],
  ]) {
    for (const text of ['precious', '{"id":7,"name":"ann"}\n', '<?xml version="1.0"?>\n<svg/>\n']) {
      const path = file('precious', text);
      const { code, stderr } = await runHere([...args, path]);
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('holds something else'),
      });
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  }
});

it.each([
  [
    '--truth',
    [
      'publish',
      ...'--dry-run --every 1h --duration 1d --floors 1 --rooms 2 --faults 0.2 --speed max --seed 1'.split(
        ' ',
      ),
    ],
  ],
  ['--junit', ['rules', 'test', join(import.meta.dirname, '../rules/office.test.yaml')]],
] as const)('replaces an earlier file of %s', async (option, args) => {
  const path = join(folder, `again ${option}`);
  for (let run = 1; run <= 2; run++) {
    expect(await runHere([...args, option, path])).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).not.toBe('');
  }
});
