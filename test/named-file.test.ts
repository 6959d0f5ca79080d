import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTextFile } from '../src/named-file.ts';
import { runHere } from './cli/run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-named-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

it.each([
  ['\uFEFFsecret\r\n', 'secret\r\n'],
  ['é \uFEFF', 'é \uFEFF'],
  ['', ''],
])('reads %j as %j: a byte order mark at the front is no text', (written, read) => {
  expect(readTextFile('--file', file('text', written))).toBe(read);
});

it('names the option and the file that is not there', () => {
  expect(() => readTextFile('--users', '/no/such')).toThrow(
    "--users '/no/such': can't be read: no such file",
  );
});

it('takes a template of an editor of Windows', async () => {
  const template = file('template.json', '\uFEFF{"v": {value}}');
  const { stdout } = await runHere(['publish', '--dry-run', '-C', '1', '--payload-template', template, '-J']);
  expect(JSON.parse(JSON.parse(stdout).payload)).toEqual({ v: expect.any(Number) });
});
