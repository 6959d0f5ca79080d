import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startMosquitto } from './mosquitto.ts';
import { runHere } from './run-here.ts';
import { startBroker } from './running-broker.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-passwd-'));
});
afterAll(() => rm(folder, { recursive: true }));

const setPassword = (file: string, user: string, stdin: string) =>
  runHere(['broker', 'passwd', file, user], { stdin });

describe('broker passwd', () => {
  it('makes a file that only its owner reads, with users that the broker knows', async () => {
    const users = join(folder, 'users');
    for (const [user, password] of [
      ['ann', 'old'],
      ['bob', 'b'],
      ['ann', 'new'],
    ] as const) {
      const { code, stdout } = await setPassword(users, user, `${password}\n`);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    }
    expect((await stat(users)).mode & 0o777).toBe(0o600);
    const { port } = await startBroker('--users', users);
    const publish = (user: string, password: string) =>
      runHere(['publish', '-p', `${port}`, '-t', 'a', '-m', 'b', '-u', user, '-P', password]);
    expect(await publish('ann', 'new')).toMatchObject({ code: 0 });
    expect(await publish('bob', 'b')).toMatchObject({ code: 0 });
    expect(await publish('ann', 'old')).toMatchObject({ code: 5 });
  });

  it('changes the file that a link names, and keeps the link', async () => {
    const target = join(folder, 'target');
    const link = join(folder, 'link');
    await writeFile(target, '# ours\n');
    await symlink(target, link);
    expect(await setPassword(link, 'ann', 'p\n')).toMatchObject({ code: 0 });
    expect(await readFile(target, 'utf8')).toMatch(/^# ours\nann:\$7\$/);
  });

  it('refuses a file of another kind, and leaves it alone', async () => {
    const other = join(folder, 'other');
    await writeFile(other, 'ann:hunter2\n');
    const { code, stderr } = await setPassword(other, 'bob', 'p\n');
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/other, line 1: .*\n$/),
    });
    expect(await readFile(other, 'utf8')).toBe('ann:hunter2\n');
  });

  it.each([
    [['/nowhere/f', 'a:b'], /'a:b' can't be the name of a user: a colon/],
    [['f'], /too few arguments: use building-sim broker passwd <file> <user>/],
    [['/nowhere/f', 'ann'], /the users file '\/nowhere\/f': can't be written: no such file/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await runHere(['broker', 'passwd', ...args], { stdin: 'p\n' });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it.skipIf(lacks('mosquitto', 'mosquitto-clients'))('writes what mosquitto reads', async () => {
    const users = join(folder, 'for-mosquitto');
    await setPassword(users, 'ann', 'a pass:word ü\n');
    const mosquitto = await startMosquitto({
      conf: ['allow_anonymous false', 'password_file FOLDER/users'],
      files: { users: await readFile(users, 'utf8') },
    });
    const publish = (password: string) =>
      mosquitto.publish(['-u', 'ann', '-P', password, '-t', 'a', '-m', 'b', '-q', '1']);
    expect(await publish('a pass:word ü')).toMatchObject({ code: 0 });
    expect((await publish('other')).code).not.toBe(0);
    await mosquitto.stop();
  });
});
