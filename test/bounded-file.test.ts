import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBounded } from '../src/bounded-file.ts';
import { runHere } from './cli/run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-bounded-'));
afterAll(() => rmSync(folder, { recursive: true }));

function sparse(name: string, size: number): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, size);
  return path;
}

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

it('reads a file up to the bound, and no larger one', () => {
  const path = sparse('small', 1000);
  expect(readBounded(path, 1000)).toEqual(Buffer.alloc(1000));
  expect(() => readBounded(path, 999)).toThrow(/larger than/);
});

describe.skipIf(process.platform === 'win32')('one line within a second or so', () => {
  it.each([
    ['a device without an end', () => '/dev/zero', /larger than/],
    ['a pipe without a writer', () => pipe('silent'), /nothing comes out of this pipe/],
    ['a folder', () => folder, /directory/],
    ['a file of 10 GB', () => sparse('large', 10 * 2 ** 30), /larger than/],
  ])('for %s', async (_, make, reason) => {
    const path = make();
    for (const args of [
      ['rules', 'check', path],
      ['topics', 'list', '--config', path],
      ['publish', '--dry-run', '--layout', path],
    ]) {
      const startMs = performance.now();
      const { code, stderr } = await runHere(args);
      expect(code, args.join(' ')).toBe(2);
      expect(stderr).toMatch(reason);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(performance.now() - startMs).toBeLessThan(3000);
    }
  });

  it('reads a pipe to its end, also if the writer is slow', async () => {
    const path = pipe('slow');
    const writer = spawn('sh', [
      '-c',
      'exec 3<>"$0"; echo ready; sleep 0.2; echo hello >&3; sleep 0.2',
      path,
    ]);
    await once(writer.stdout, 'data');
    expect(readBounded(path).toString()).toBe('hello\n');
  });
});
