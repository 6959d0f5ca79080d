// Judges the programs of test/check/programs: the right ones pass every check, the wrong ones fail the named checks only.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canRun, isUndecided, type SampleProgram, samplePrograms } from '../check/programs.ts';
import { jsonLines, runCli } from './run.ts';
import { runHere } from './run-here.ts';

/** The feedback for each wrong program, by its file and check. */
const GOLDEN: Readonly<Record<string, Readonly<Record<string, { seen: string; expected: string }>>>> =
  JSON.parse(readFileSync('test/check/golden.json', 'utf8'));
const ENV = { PATH: process.env.PATH ?? '' };
/** A program may need so long on a busy machine. */
const PATIENCE_MS = 240_000;

/** Some wrong programs let the time limit pass. A shorter one is enough for all checks but the last. */
function limitFor({ exercise, fails }: SampleProgram): readonly string[] {
  const isShort = ['alarm', 'tls'].includes(exercise) && !fails.includes('reconnects');
  return isShort ? ['--time-limit', '12s'] : [];
}

async function verdictsOn({ exercise, command }: SampleProgram, options: readonly string[] = []) {
  // The waits of a publisher are measured: other tests must not hold the tester up.
  const run = exercise.startsWith('publisher') ? runCli : runHere;
  const { code, stdout, stderr } = await run(['check', exercise, '-J', ...options, '--exec', command], {
    env: ENV,
  });
  const checks = jsonLines(stdout).filter(({ type }) => type === 'check');
  return { code, checks, report: `${stdout}${stderr}` };
}

describe.concurrent('a right program', () => {
  it.each(samplePrograms('right').filter(canRun))(
    '$exercise: $command passes every check',
    async (program) => {
      const { code, checks, report } = await verdictsOn(program);
      expect(
        checks.filter(({ verdict }) => verdict !== 'passed'),
        report,
      ).toEqual([]);
      expect(checks.length).toBeGreaterThan(1);
      expect(code).toBe(0);
    },
    PATIENCE_MS,
  );
});

/** A feedback's first line. Numbers, topics, payloads and which of its wrong alarms came first are the program's own. */
function goldenText(text: unknown): string {
  const [line = ''] = String(text).split('\n');
  return line
    .replaceAll(/[\w/]*\/P_[\w/-]*/g, 'TOPIC')
    .replaceAll(/\{.*\}/g, '{…}')
    .replaceAll(/-?\d+(\.\d+)?/g, '#')
    .replaceAll(/#( ?[,–] ?#)+/g, '#')
    .replace(/^[A-Z]+ floor P_# wing [NSEO] room # [A-Z]+(:?) #$/, 'ROOM SENSOR$1 #')
    .replace(/none of .*; it has/, 'none of …; it has')
    .replace(/^# to # \S+$/, '# to # UNIT');
}

describe.concurrent('a wrong program', () => {
  it.each(samplePrograms('wrong').filter(canRun))(
    '$exercise: $file fails $fails',
    async (program) => {
      const { code, checks, report } = await verdictsOn(program, [...limitFor(program), '--seed', '1']);
      const failed = checks.filter(({ verdict }) => verdict === 'failed');
      // The judge measures that it can't tell: test/check/checks/random-interval.test.ts has calm machines.
      const undecided = checks.filter(isUndecided);
      const due = program.fails.filter((id) => !undecided.some(({ check }) => check === id));
      expect(failed.map(({ check }) => check).sort(), report).toEqual(due.sort());
      for (const { check, seen, expected } of failed) {
        const golden = GOLDEN[program.file]?.[String(check)];
        expect({ seen: goldenText(seen), expected: goldenText(expected) }, report).toEqual(golden);
      }
      expect(code).toBe(4);
    },
    PATIENCE_MS,
  );
});
