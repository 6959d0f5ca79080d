// Tests src/commands/check/class.ts and src/services/grading.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const RIGHT = resolve('test', 'check', 'programs', 'right', 'alarm_mqttjs.mjs');
const NODE = process.execPath;
const PATH = { PATH: process.env.PATH ?? '' };
const PATIENCE_MS = 120_000;

/** The program of each student. */
const PROGRAMS: Readonly<Record<string, string>> = {
  jane: `await import(${JSON.stringify(RIGHT)});`,
  'mary ann': `process.argv[2] = String(Number(process.argv[2]) - 0.0001); await import(${JSON.stringify(RIGHT)});`,
  // Blocks its event loop for ever, and leaves the processor to the others.
  joe: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-class-'));
  for (const [student, program] of Object.entries(PROGRAMS)) {
    mkdirSync(join(folder, 'class', student), { recursive: true });
    writeFileSync(join(folder, 'class', student, 'alarm.mjs'), program);
  }
  mkdirSync(join(folder, 'class', 'zoe'));
  mkdirSync(join(folder, 'class', '.git'));
});
afterAll(() => rm(folder, { recursive: true }));

const out = () => join(folder, 'report');
const EXEC = ['--exec', `${NODE} {dir}/alarm.mjs {threshold}`];
const run = (...more: readonly string[]) =>
  runHere(['check', 'class', join(folder, 'class'), 'alarm', ...EXEC, '--out', out(), '-J', ...more], {
    env: PATH,
  });
const resultsIn = (stdout: string) => jsonLines(stdout).filter(({ type }) => type === 'class-result');

describe('check class', () => {
  it('judges everybody, goes on past a program that hangs, and writes the report', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { code, stdout, stderr } = await run('--seed', '4');
    const byStudent = new Map(resultsIn(stdout).map((result) => [result.student, result]));
    expect([...byStudent.keys()].sort()).toEqual(['jane', 'joe', 'mary ann', 'zoe']);
    expect(byStudent.get('jane')).toMatchObject({ failed: [], not_seen: [], kept: false });
    expect(byStudent.get('mary ann')).toMatchObject({ failed: ['at-limit'] });
    expect(byStudent.get('joe')).toMatchObject({ points: 0, failed: ['connects'] });
    expect(byStudent.get('zoe')).toMatchObject({ points: 0, failed: ['connects'] });
    expect(jsonLines(stdout).filter(({ type }) => type === 'class-finding')).toContainEqual(
      expect.objectContaining({ check: 'connects', students: ['joe', 'zoe'] }),
    );
    expect(code).toBe(4);
    expect(stderr).toContain('4 students, 1 exercise');
    expect(readFileSync(join(out(), 'index.html'), 'utf8')).toContain('2 students');
    expect(readFileSync(join(out(), 'class.csv'), 'utf8')).toMatch(
      /^mary ann,(\d+),\d+,\1,\d+,alarm\/at-limit\r$/m,
    );
    expect(JSON.parse(readFileSync(join(out(), 'class.json'), 'utf8')).rows).toHaveLength(4);
    expect(readFileSync(join(out(), 'students', 'zoe.txt'), 'utf8')).toContain('Cannot find module');
  });

  it('keeps results of unchanged programs, and judges the mended one again', {
    timeout: PATIENCE_MS,
  }, async () => {
    writeFileSync(join(folder, 'class', 'zoe', 'alarm.mjs'), PROGRAMS.jane ?? '');
    const results = resultsIn((await run('--seed', '4')).stdout);
    expect(results.filter(({ kept }) => kept === false)).toEqual([
      expect.objectContaining({ student: 'zoe', failed: [] }),
    ]);
    expect(results).toHaveLength(4);
  });

  it('goes on where it was interrupted', { timeout: PATIENCE_MS }, async () => {
    const args = [
      'check',
      'class',
      join(folder, 'class'),
      'alarm',
      ...EXEC,
      '--out',
      join(folder, 'again'),
      '-J',
    ];
    const first = startHere([...args, '--jobs', '1'], { env: PATH });
    await first.line(/"class-result"/);
    const [done] = resultsIn((await first.stop('SIGINT')).stdout);
    expect(readFileSync(join(folder, 'again', 'index.html'), 'utf8')).toContain('not yet');
    const { stdout } = await runHere(args, { env: PATH });
    const kept = resultsIn(stdout).filter((result) => result.kept === true);
    expect(kept.map(({ student }) => student)).toContain(done?.student);
    expect(resultsIn(stdout)).toHaveLength(4);
    expect(readFileSync(join(folder, 'again', 'index.html'), 'utf8')).not.toContain('not yet');
  });

  it('replaces no file of somebody else', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'index.html'), '<p>my page</p>');
    mkdirSync(join(folder, 'nobody', 'ann'), { recursive: true });
    const exec = ['--exec', `${NODE} {dir}/none.mjs`];
    const args = ['check', 'class', join(folder, 'nobody'), 'alarm', ...exec, '--out', other];
    const { code, stderr } = await runHere(args, { env: PATH });
    expect(code).toBe(2);
    expect(stderr).toContain('holds something else');
    expect(readFileSync(join(other, 'index.html'), 'utf8')).toBe('<p>my page</p>');
  });

  it.each([
    ['FOLDER alarm', 'alarm: 1 program, not 0; give --exec once for each'],
    ['FOLDER alarm publisher --exec x', 'alarm, publisher: 2 programs, not 1'],
    ['FOLDER alarm --exec {nope}/a.py', '{nope} stands for nothing'],
    ['FOLDER --exec prog', 'name an exercise behind the folder'],
    ['FOLDER alrm --exec x', "no exercise 'alrm'"],
    ['/nowhere alarm --exec x', "the class '/nowhere': can't be read"],
    ['FOLDER/jane alarm --exec x', 'has no folders; it needs one for each student'],
    ['FOLDER alarm --exec x --jobs 0', '1 to 64'],
  ])('refuses: %s', async (line, fault) => {
    const args = line.replace('FOLDER', join(folder, 'class')).split(' ');
    const { code, stderr } = await runHere(['check', 'class', ...args]);
    expect(stderr).toContain(fault);
    expect(code).toBe(2);
    expect(existsSync('class-report')).toBe(false);
  });
});
