// Runs `check`, and looks at its reports. check-programs.test.ts has the programs, test/check the checks themselves.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import { exerciseSchema } from '../../src/check/exercise-file.ts';
import { jsonLines, runCli, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const NODE = process.execPath;
const right = (name: string): string => join('test', 'check', 'programs', 'right', name);
const PATH = { PATH: process.env.PATH ?? '' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.concurrent('warns of a message that is sent again without DUP', async () => {
  const program = `${NODE} ${right('publish_mqttjs.mjs')} 1`;
  const { code, stdout } = await runHere(['check', 'lost-puback', '-J', '--exec', program], { env: PATH });
  const verdicts = jsonLines(stdout).flatMap(({ check, verdict }) =>
    verdict ? [`${check} ${verdict}`] : [],
  );
  expect(verdicts).toEqual(['connects passed', 'qos passed', 'resends warning']);
  expect(code).toBe(0);
}, 120_000);

describe('a report', () => {
  const crash = `${NODE} -e 'console.error("Cannot find module \\x27mqtt\\x27"); process.exit(3)'`;

  it('shows rule, seen, expected and hint, and exits with 4', async () => {
    const { code, stdout } = await runHere(['check', 'alarm', '--explain', '--exec', crash], { env: PATH });
    expect(code).toBe(4);
    expect(stdout).toMatch(/^FAIL {5}connects: connects to the broker \(0\/1\)$/m);
    expect(stdout).toMatch(/^ +seen +the program ended with exit code 3 after [\d.]+ s$/m);
    expect(stdout).toContain("Cannot find module 'mqtt'");
    expect(stdout).toMatch(/^ +expected +CONNECT, and the answer CONNACK 0$/m);
    expect(stdout).toMatch(/^ +hint +mqtt.js is missing: npm install mqtt$/m);
    expect(stdout).toMatch(/^skipped {2}subscribes \(0\/2\): needs 'connects'$/m);
    expect(stdout).toMatch(/^alarm: 12 skipped, 1 FAIL; 0 of 16 points; seed \d+$/m);
  });

  it('speaks Spanish', async () => {
    const { stdout } = await runHere(['check', 'alarm', '--lang', 'es', '--exec', crash], { env: PATH });
    expect(stdout).toMatch(/^MAL {6}connects: se conecta al broker \(0\/1\)$/m);
    expect(stdout).toMatch(/^ +visto +el programa terminó con el código 3 a los [\d.]+ s$/m);
    expect(stdout).toContain('--explain da pistas');
  });

  it('is written for build servers and graders, and signed', async () => {
    const [junit, gradescope, classroom50, key] = ['j.xml', 'g.json', 'c.json', 'key'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    writeFileSync(key, 'a secret', { mode: 0o600 });
    const line = ['check', 'alarm', '-J', '--seed', '7', '--exec', crash, '--key', key];
    const { stdout } = await runHere([...line, '--junit', junit, '--results', gradescope], { env: PATH });
    const text = stdout.trimEnd().split('\n');
    const signed = `${text.slice(0, -1).join('\n')}\n`;
    const hmac = createHmac('sha256', 'a secret').update(signed).digest('hex');
    expect(JSON.parse(text.at(-1) ?? '')).toEqual({ type: 'signature', hmac });
    expect(stdout).not.toContain('a secret');

    expect(readFileSync(junit, 'utf8')).toMatch(/<testsuites tests="13" failures="1" skipped="12" /);
    expect(JSON.parse(readFileSync(gradescope, 'utf8'))).toMatchObject({
      score: 0,
      tests: expect.arrayContaining([
        expect.objectContaining({
          status: 'failed',
          max_score: 1,
          output: expect.stringContaining('exit code 3'),
        }),
      ]),
      extra_data: { seed: '7', points: 0, max_points: 16, hmac, signed },
    });

    const env = { ...PATH, CLASSROOM: 'iot', ASSIGNMENT: 'alarm-1', COMMIT_URL: 'https://example.org/c' };
    await runHere([...line, '--results', classroom50, '--results-for', 'classroom50'], { env });
    expect(JSON.parse(readFileSync(classroom50, 'utf8'))).toMatchObject({
      schema: 'classroom50/result/v1',
      classroom: 'iot',
      assignment: 'alarm-1',
      review: 'https://example.org/c',
      score: 0,
      'max-score': 16,
      tests: expect.arrayContaining([
        { 'test-name': 'connects: connects to the broker', passed: false, score: 0, 'max-score': 1 },
      ]),
    });
  });

  it('lists exercises and rules', async () => {
    expect((await runHere(['check', '--list'])).stdout).toMatch(/^alarm +An alarm program \(16 points\)$/m);
    const rules = await runHere(['check', 'alarm', '--list']);
    expect(rules.stdout).toMatch(/^ {2}3 {2}prints-alarms +prints each reading with TEMP > 28$/m);
  });
});

it.concurrent('waits for a program that somebody starts', async () => {
  const hand = startHere(['check', 'publisher', '--listen', '0', '--time-limit', '20s']);
  const [, port = ''] = /mqtt:\/\/127\.0\.0\.1:(\d+)/.exec(await hand.errLine(/start your program/)) ?? [];
  const publisher = startHere([
    'publish',
    '-L',
    `mqtt://127.0.0.1:${port}`,
    '--interval',
    '50ms-250ms',
    '--faults',
    '0',
  ]);
  await hand.errLine(/stop your program now/);
  await publisher.stop('SIGINT');
  const { stdout, code } = await hand.ended;
  expect(stdout).toMatch(/^ok +wings: /m);
  expect(stdout).toMatch(/^ok +disconnects: /m);
  expect(stdout).toMatch(/^not seen keeps-running: /m);
  expect(code).toBe(0);
});

it.concurrent('watches a broker of others, and says what it does not see', async () => {
  const broker = await createBroker({ sysIntervalMs: 0 });
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  const place = ['-L', `mqtt://127.0.0.1:${port}`, '--prefix', 'MIOT/jane'];
  const watch = startHere(['check', 'publisher', ...place, '--time-limit', '20s', '-J']);
  await watch.errLine(/packets are not seen/);
  const publisher = startHere(['publish', ...place, '--interval', '50ms-250ms', '--faults', '0']);
  const { stdout, code } = await watch.ended;
  await publisher.stop();
  await broker.close();
  const verdicts = new Map(jsonLines(stdout).map(({ check, verdict }) => [check, verdict]));
  expect(verdicts.get('wings')).toBe('passed');
  expect(verdicts.get('topics')).toBe('passed');
  expect(verdicts.get('disconnects')).toBe('not-seen');
  expect(code, stdout).toBe(0);
});

it.concurrent('judges the output of a program on a broker of others', async () => {
  const broker = await createBroker({ sysIntervalMs: 0 });
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  const program = `${NODE} ${right('alarm_mqttjs.mjs')} {threshold}`;
  const line = ['check', 'alarm', '-J', '-L', `mqtt://127.0.0.1:${port}`, '--exec', program];
  const { code, stdout } = await runHere(line, { env: PATH });
  await broker.close();
  const verdicts = jsonLines(stdout).flatMap(({ check, verdict }) => (check ? [`${check} ${verdict}`] : []));
  expect(verdicts.filter((text) => !text.endsWith(' passed')).sort()).toEqual([
    'connects not-seen',
    'subscribes not-seen',
  ]);
  expect(code).toBe(0);
});

it.concurrent('judges twice with --verify, and repeats a challenge of the same seed', async () => {
  const program = `${NODE} ${right('alarm_mqttjs.mjs')} {threshold}`;
  const run = () =>
    runHere(['check', 'alarm', '-J', '--verify', '--seed', '7', '--exec', program], { env: PATH });
  const [one, two] = await Promise.all([run(), run()]);
  for (const { code, stdout } of [one, two]) {
    expect(code).toBe(0);
    const seeds = jsonLines(stdout).flatMap(({ type, seed }) => (type === 'check-summary' ? [seed] : []));
    expect(seeds).toEqual(['7', '7-verify']);
  }
  const told = ({ stderr }: { readonly stderr: string }) => stderr.match(/building \w+; TEMP above \d+/g);
  expect(told(one)).toEqual(told(two));
  expect(new Set(told(one)).size).toBe(2);
});

it('makes what a program prints harmless', async () => {
  const program = `${NODE} -e 'console.error("\x1b]0;title\x07\x9b31m red"); process.exit(1)'`;
  const { stdout } = await runHere(['check', 'alarm', '--exec', program], { env: PATH });
  expect(stdout).toContain('red');
  expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
});

it.skipIf(process.platform === 'win32')(
  'ends at Ctrl-C with its program, and says what was seen',
  async () => {
    const seconds = `${process.pid}.${Math.round(performance.now())}`;
    // The judge has the same words in its own command line, behind others.
    const sleeping = () =>
      processesWith(`sleep ${seconds}`)
        .split('\n')
        .filter((line) => line.startsWith('sleep'));
    const running = startCli(['check', 'publisher', '--exec', `sleep ${seconds}`]);
    await expect.poll(sleeping, { timeout: 20_000 }).toHaveLength(1);
    const { code, stdout } = await running.stop('SIGINT');
    expect(stdout).toMatch(/^FAIL +connects/m);
    expect(code).toBe(130);
    expect(sleeping()).toEqual([]);
  },
);

it('gives its schema, and ships it', async () => {
  const { stdout } = await runHere(['check', 'schema']);
  expect(JSON.parse(stdout)).toEqual(exerciseSchema());
  expect(JSON.parse(readFileSync('exercises/exercise.schema.json', 'utf8'))).toEqual(exerciseSchema());
});

/** Processes with this text in their command line. */
function processesWith(text: string): string {
  return execFileSync('ps', ['-eo', 'args'])
    .toString()
    .split('\n')
    .filter((line) => line.includes(text))
    .join('\n');
}

it.skipIf(process.platform !== 'linux')('leaves no process behind, whatever the program starts', async () => {
  const mark = `mark${process.pid}${Math.round(performance.now())}`;
  const script = `trap '' INT TERM; setsid bash -c "exec -a ${mark}-session sleep 300" & sleep 300 & exec -a ${mark} sleep 301`;
  const file = join(folder, 'forks.sh');
  writeFileSync(file, script);
  const { code } = await runCli(['check', 'publisher', '--time-limit', '1s', '--exec', `bash ${file}`]);
  expect(code).toBe(4);
  expect(processesWith(mark)).toBe('');
});
