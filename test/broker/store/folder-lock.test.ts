import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../../src/broker/store/folder-lock.ts';
import { startChild } from '../../cli/child.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Leaves the socket file of a killed process. */
async function leaveDeadSocket(name: string): Promise<void> {
  const script = `require('node:net').createServer().listen(process.argv[1], () => console.log('up'))`;
  const child = startChild(process.execPath, ['-e', script, join(folder, name)]);
  await child.line(/up/);
  await child.stop('SIGKILL');
}

describe('the lock of a folder', () => {
  it('is held by one broker at a time, and gone with it', async () => {
    const lock = await lockFolder(folder);
    const refused = `the folder ${folder} is used by another broker, process ${process.pid}`;
    await expect(lockFolder(folder)).rejects.toThrow(refused);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await lockFolder(folder)).release();
  });

  it('is held by one of many that start at once', async () => {
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
      const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(locks).toHaveLength(1);
      for (const lock of locks) await lock.release();
    }
  });

  it('is no hindrance after its process was killed', async () => {
    await leaveDeadSocket('lock-000000000000');
    await writeFile(join(folder, 'lock'), '1'); // of a version that trusted process ids
    const lock = await lockFolder(folder);
    expect(await readdir(folder)).not.toContain('lock-000000000000');
    await lock.release();
  });

  it('is found in a folder whose path is too long for a socket', async () => {
    const long = join(folder, 'x'.repeat(100), 'y'.repeat(100));
    const lock = await lockFolder(long);
    await expect(lockFolder(long)).rejects.toThrow(/is used by another broker/);
    await lock.release();
    expect(await readdir(long)).toEqual([]);
  });

  it('makes the folder, and those above it', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await (await lockFolder(deep)).release();
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it('refuses what is no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(lockFolder(join(folder, 'file'))).rejects.toThrow(/can't be used: not a directory/);
    await mkdir(join(folder, 'ok'));
  });

  it.skipIf(process.platform !== 'linux').each(['/proc/none', '/proc/none/below'])(
    'refuses %s, where no folder can be made',
    async (impossible) => {
      await expect(lockFolder(impossible)).rejects.toThrow(/can't be used: no such file or directory/);
    },
  );
});
