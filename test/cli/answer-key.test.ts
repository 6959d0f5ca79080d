// Tests src/commands/rules/run.ts with --report breaches: the expected alarms of a seed, offline.
import { describe, expect, it } from 'vitest';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { startBroker } from './running-broker.ts';

const SEEDED = [
  '--seed',
  '7',
  '--start',
  '2026-01-05T08:00:00Z',
  '-C',
  '400',
  '--every',
  '1m',
  '--speed',
  'max',
];

async function recorded(...more: readonly string[]): Promise<string> {
  return (await runHere(['publish', ...SEEDED, '--dry-run', '-J', ...more])).stdout;
}

/** The lines of `alarm` for the same seed through a broker. */
async function online(...options: readonly string[]): Promise<object[]> {
  const { port } = await startBroker();
  const url = `mqtt://127.0.0.1:${port}`;
  const alarm = startHere(['alarm', '-L', url, '-q', '1', '-J', ...options]);
  await alarm.errLine(/^listening to/);
  await runHere(['publish', '-L', url, '-q', '1', ...SEEDED]);
  await runHere(['publish', '-L', url, '-q', '1', '-t', 'BUILDING/P_99/N/1/TEMP', '-m', '99']);
  await alarm.line(/"floor":99/);
  return jsonLines(alarm.stdout).slice(0, -1);
}

describe('an answer key of a seed', () => {
  it.each([[[]], [['--above', 'TEMP=22', '--below', 'HUM=35']]])(
    'has the alarms that alarm prints online (%j)',
    async (limits) => {
      const { code, stdout, stderr } = await runHere(
        ['rules', 'run', '--report', 'breaches', '-J', ...limits],
        {
          stdin: await recorded(),
        },
      );
      const key = jsonLines(stdout);
      expect(code).toBe(0);
      expect(key.length).toBeGreaterThan(3);
      expect(key).toEqual(await online(...limits));
      expect(stderr).toContain(`400 readings, ${key.length} alarms`);
    },
  );

  it('can be of a part of the building, and in the lines of alarm', async () => {
    const args = [
      'rules',
      'run',
      '--report',
      'breaches',
      '--floor',
      '2',
      '--sensor',
      'TEMP',
      '--above',
      'TEMP=20',
    ];
    const { stdout } = await runHere(args, { stdin: await recorded() });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines)
      expect(line).toMatch(/^2026-01-05T08:\S+ \w+ +BUILDING floor 2 wing [NSEO] room \d TEMP \S+ Cel > 20$/);
  });

  it('takes limits for events, too', async () => {
    const { stdout } = await runHere(['rules', 'run', '--above', 'TEMP=20', '-J'], {
      stdin: await recorded(),
    });
    expect(jsonLines(stdout)[0]).toMatchObject({ state: 'raised', sensor: 'TEMP', limit: 20 });
  });

  it('takes rules or limits, not both', async () => {
    const { code, stderr } = await runHere(['rules', 'run', '--rules', 'office', '--above', 'TEMP=20']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--rules replaces --above and --below')]);
  });
});
