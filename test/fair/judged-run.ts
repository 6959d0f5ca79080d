import { spawn } from 'node:child_process';
import { isUndecided, type SampleProgram } from '../check/programs.ts';
import { jsonLines } from '../cli/run.ts';

/** One run of `check`, in a process of its own as a student starts it. */
export interface JudgedRun {
  readonly program: SampleProgram;
  readonly seed: number;
  readonly code: number | null;
  /** From the start to the end of the process. */
  readonly seconds: number;
  /** `random-interval not-seen`: the checks with another verdict than passed. */
  readonly notPassed: readonly string[];
  /** No check failed, but of some the tester says that the machine is too busy to tell. */
  readonly isUndecided: boolean;
  /** The number of checks with a verdict. */
  readonly checks: number;
  /** Everything printed. */
  readonly report: string;
}

export function judgeOnce(
  program: SampleProgram,
  seed: number,
  env: Readonly<Record<string, string>>,
): Promise<JudgedRun> {
  const startedAt = performance.now();
  const { exercise, command } = program;
  const args = ['bin/building-sim.js', 'check', exercise, '-J', '--seed', String(seed), '--exec', command];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const checks = jsonLines(stdout).filter(({ type }) => type === 'check');
      const notPassed = checks.filter(({ verdict }) => verdict !== 'passed');
      resolve({
        ...{ program, seed, code, seconds: (performance.now() - startedAt) / 1000, checks: checks.length },
        notPassed: notPassed.map(({ check, verdict }) => `${check} ${verdict}`),
        isUndecided: notPassed.length > 0 && notPassed.every(isUndecided),
        report: `${stdout}${stderr}`,
      });
    });
  });
}
