// Tests src/commands/broker/class.ts
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-class-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, 'monday', name);
const textOf = (name: string) => readFileSync(path(name), 'utf8');

describe('broker class', () => {
  it('makes accounts that only the owner can read, and no password twice', async () => {
    const args = ['broker', 'class', '12', join(folder, 'monday'), '--prefix', 'MIOT', '--host', '127.0.0.1'];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(0);
    const names = ['hand-out.md', 'rights.txt', 'teacher-password.txt', 'teacher.md', 'users.txt'];
    expect(readdirSync(join(folder, 'monday')).sort()).toEqual(names);
    expect(stdout.trim().split('\n').sort()).toEqual(names.map(path));
    for (const name of names) expect(statSync(path(name)).mode & 0o777).toBe(0o600);
    const passwords = [...textOf('hand-out.md').matchAll(/password `([a-z2-9]{4}(?:-[a-z2-9]{4}){2})`/g)];
    expect(new Set(passwords.map(([, password]) => password)).size).toBe(12);
    for (const [, password = ''] of passwords) expect(textOf('users.txt')).not.toContain(password);
    expect(textOf('hand-out.md').match(/^## s\d\d$/gm)).toHaveLength(12);

    const again = await runHere(args);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/^building-sim: '.*users\.txt' is there already: .*--force\n$/);
    const before = textOf('users.txt');
    expect((await runHere([...args, '--force'])).code).toBe(0);
    expect(textOf('users.txt')).not.toBe(before);
  });

  it('gives rights that hold: the lines of the hand-out work, and no others', async () => {
    const broker = startHere([
      ...['broker', '--port', '0', '--users', path('users.txt'), '--acl', path('rights.txt')],
    ]);
    const port = /\d+$/.exec(await broker.errLine(/listens on/))?.[0] ?? '';
    /** A line of the strips or of the teacher's page, as a student types it, on the test's own port. */
    const typed = (name: string, pattern: RegExp) => {
      const line = pattern.exec(textOf(name))?.[1] ?? '';
      return [...line.replaceAll("'", '').split(' '), '-p', port];
    };
    const teacher = startHere([...typed('teacher.md', /^ {4}building-sim (watch .*)$/m), '-J']);
    await teacher.errLine(/listening/);
    const publish = typed('hand-out.md', /^ {4}building-sim (publish .*MIOT\/s07)$/m);
    expect((await runHere([...publish, '--count', '1'])).code).toBe(0);
    await teacher.line(/MIOT\/s07\/BUILDING\/P_/);
    const [prefixAt, ...others] = [publish.indexOf('--prefix'), 'MIOT/s08', 'x'];
    for (const prefix of others) {
      await runHere([
        ...publish.slice(0, prefixAt),
        '--prefix',
        prefix,
        '-p',
        port,
        '--count',
        '1',
        '-q',
        '1',
      ]);
    }
    const clients = await runHere([
      ...typed('teacher.md', /^ {4}building-sim (stats .*)$/m),
      ...['--once', '-J'],
    ]);
    expect(jsonLines(clients.stdout).map(({ username }) => username)).toEqual(['teacher', 'teacher']);
    expect(jsonLines(teacher.stdout).map(({ topic }) => topic)).toEqual([
      expect.stringMatching(/^MIOT\/s07\/BUILDING\//),
    ]);
  });

  it.each([
    [['0'], "'0' students: use 1 to 999"],
    [['many'], "'many' students: use a whole number"],
    [['2', '--prefix', 'a/#'], "--prefix 'a/#': use letters"],
    [['2', '--host', 'a b'], "--host 'a b': use letters"],
    [['2', '--port', '0'], "--port '0': use 1 to 65535"],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await runHere(['broker', 'class', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
