// Judges the programs of test/check/programs: the right ones pass every check, the wrong ones fail the named checks only.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type SampleProgram, samplePrograms } from '../check/programs.ts';
import { lacks } from '../parts.ts';
import { jsonLines } from './run.ts';
import { runHere } from './run-here.ts';

const ENV = { PATH: process.env.PATH ?? '' };
/** A program may need so long on a busy machine. */
const PATIENCE_MS = 240_000;

const hasPaho = !lacks('python3-paho-mqtt');
const hasMosquitto = !lacks('mosquitto-clients');
/** Debian's package may be either version. */
const pahoVersion = hasPaho
  ? execFileSync('/usr/bin/python3', ['-c', 'import paho.mqtt as m; print(m.__version__[0])'])
      .toString()
      .trim()
  : '';

function canRun({ file }: SampleProgram): boolean {
  const text = readFileSync(file, 'utf8');
  if (text.includes('mosquitto_')) return hasMosquitto;
  if (/CallbackAPIVersion/.test(text)) return pahoVersion === '2';
  if (/import mqtt\b|from lab import|paho/.test(text) && file.endsWith('.py')) return pahoVersion === '1';
  return true;
}

async function verdictsOn({ exercise, command }: SampleProgram) {
  const { code, stdout, stderr } = await runHere(['check', exercise, '-J', '--exec', command], { env: ENV });
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

describe.concurrent('a wrong program', () => {
  it.each(samplePrograms('wrong').filter(canRun))(
    '$exercise: $command fails $fails',
    async (program) => {
      const { code, checks, report } = await verdictsOn(program);
      const failed = checks.filter(({ verdict }) => verdict === 'failed');
      expect(failed.map(({ check }) => check).sort(), report).toEqual([...program.fails].sort());
      for (const { seen, expected } of failed) expect([seen, expected], report).not.toContain(undefined);
      expect(code).toBe(4);
    },
    PATIENCE_MS,
  );
});
