// Tests src/services/judging.ts: right programs never fail, on a busy machine either.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MAX_TIMER_MS } from '../../src/timers.ts';
import { canRun, samplePrograms } from '../check/programs.ts';
import { startBusyLoops } from './busy.ts';
import { type JudgedRun, judgeOnce } from './judged-run.ts';

const RUNS = numberFrom('FAIR_RUNS', 1000);
const BUSY = numberFrom('FAIR_BUSY', 3);
const JOBS = numberFrom('FAIR_JOBS', 16);
const FIRST_SEED = numberFrom('FAIR_SEED', 1);
const EXERCISES = ['publisher', 'publisher-cbor', 'alarm'];
/** On a machine as busy as this the tester can't tell random waits from its own lateness in a few runs. */
const UNDECIDED_AT_MOST = 0.1;
/** A hanging command fails the test. */
const MAX_RUN_MS = 600_000;

it(
  `${RUNS} runs of right programs beside ${BUSY} busy loops, ${JOBS} at a time: no check fails`,
  async () => {
    const programs = samplePrograms('right').filter(
      (program) => EXERCISES.includes(program.exercise) && canRun(program),
    );
    expect(programs.length).toBeGreaterThanOrEqual(6);
    // The folder's name reaches every process of these runs, and no other one.
    const folder = mkdtempSync(join(tmpdir(), 'building-sim-fair-'));
    const env = { PATH: process.env.PATH ?? '', TMPDIR: folder };
    const endBusy = startBusyLoops(BUSY);
    const runs: JudgedRun[] = [];
    let left: readonly string[];
    try {
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < RUNS) {
          const number = next++;
          const program = programs[number % programs.length];
          if (program !== undefined) runs.push(await judgeOnce(program, FIRST_SEED + number, env));
        }
      };
      await Promise.all(Array.from({ length: JOBS }, work));
      left = processesWith(`TMPDIR=${folder}`);
    } finally {
      endBusy();
      rmSync(folder, { recursive: true, force: true });
    }
    const bad = runs.filter(
      ({ code, notPassed, checks }) => code !== 0 || notPassed.length > 0 || checks < 2,
    );
    process.stdout.write(`${summary(runs, programs.length)}\n${bad.map(line).join('')}`);
    process.stdout.write(`processes left: ${left.length}\n`);
    // A warning passes: exit code 0.
    const failed = bad.filter(({ code, checks, isUndecided }) => checks < 2 || (code !== 0 && !isUndecided));
    expect(failed.map((run) => `${line(run)}${run.report}`)).toEqual([]);
    expect(runs.filter(({ isUndecided }) => isUndecided).length).toBeLessThanOrEqual(
      UNDECIDED_AT_MOST * RUNS,
    );
    expect(left).toEqual([]);
    expect(runs).toHaveLength(RUNS);
  },
  Math.min(RUNS * MAX_RUN_MS, MAX_TIMER_MS),
);

function numberFrom(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is a whole number`);
  return value;
}

function summary(runs: readonly JudgedRun[], programs: number): string {
  const of = (matches: (run: JudgedRun) => boolean): string => {
    const seconds = runs.filter(matches).map((run) => run.seconds);
    seconds.sort((a, b) => a - b);
    const median = seconds[seconds.length >> 1] ?? 0;
    return `${seconds.length} runs, median ${median.toFixed(1)} s, max ${(seconds.at(-1) ?? 0).toFixed(1)} s`;
  };
  return [
    `${runs.length} runs of ${programs} programs`,
    ...EXERCISES.map((name) => `${name}: ${of(({ program }) => program.exercise === name)}`),
  ].join('\n');
}

function line({ program, seed, code, seconds, notPassed }: JudgedRun): string {
  const verdicts = notPassed.join(', ') || 'no verdict';
  return `${program.exercise} --seed ${seed} --exec '${program.command}': exit ${code} after ${seconds.toFixed(1)} s, ${verdicts}\n`;
}

/** The processes with this variable in their environment. */
function processesWith(variable: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${variable}\0`);
    } catch {
      return false;
    }
  });
}
