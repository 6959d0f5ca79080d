import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import type { Running } from './child.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-sinks-'));
afterAll(() => rmSync(folder, { recursive: true }));

function topic(room: number): string {
  return `BUILDING/P_2/O/${room}/TEMP`;
}

function reading(value: number, second: number): string {
  return JSON.stringify({ value, time: new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString() });
}

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('alarm --report events', () => {
  const own = useMosquitto();

  const startAlarm = (...args: string[]) => startAs(startHere, 'jsonl', ...args);

  async function startAs<T extends Running>(
    start: (args: readonly string[]) => T,
    format: string,
    ...args: string[]
  ): Promise<T> {
    const from = own.broker.log.stderr.length;
    const report = ['--report', 'events', '--output', format];
    const alarm = start(['alarm', '-L', own.broker.url, ...report, ...args]);
    await own.broker.log.errLine(/Sending SUBACK to bsim-/, from);
    return alarm;
  }

  function order(prefix: string, room: number, text: string) {
    return own.broker.publish(['-t', `${prefix}/${topic(room)}/set`, '-m', text]);
  }

  async function retained(prefix: string, room: number): Promise<Record<string, unknown>[]> {
    const sub = await own.broker.subscribe('late', ['-t', `${prefix}/${topic(room)}`, '-C', '1', '-W', '50']);
    return jsonLines((await sub.ended).stdout);
  }

  it('--publish keeps the state for who joins late, and takes orders', async () => {
    const { broker } = own;
    const alarm = await startAlarm('--publish', 'alarms');
    const answers = await broker.subscribe('answers', ['-t', `alarms/${topic(4)}/answer`]);
    const states = await broker.subscribe('states', ['-t', `alarms/${topic(4)}`]);
    await broker.publish(['-t', topic(4), '-m', reading(28, 0)]);
    await states.line(/"state":"active"/);
    expect(await retained('alarms', 4)).toMatchObject([
      {
        state: 'active',
        level: 'high',
        acknowledged: false,
        floor: 2,
        room: 4,
        value: 28,
        unit: 'Cel',
        limit: 27,
        silent: false,
      },
    ]);

    await order('alarms', 4, '{"command":"acknowledge","by":"me"}');
    await answers.line(/^\{"ok":true\}$/);
    await states.line(/"acknowledged":true/);
    await order('alarms', 4, 'ack!');
    await answers.line(/"ok":false,"reason":"not a JSON object: use /);
    await order('alarms', 4, '{"command":"acknowledge"}');
    await answers.line(/"ok":false,"reason":"there is no alarm that was not acknowledged"/);
    await order('alarms', 4, '{"command":"shelve","for":"1h"}');
    await states.line(/"shelved":"2026-01-05T09:00:/);

    await broker.publish(['-t', topic(4), '-m', reading(20, 1)]);
    await states.line(/"state":"normal".*"value":20/);
    expect(await retained('alarms', 4)).toMatchObject([{ state: 'normal', value: 20 }]);
    const { stdout, stderr } = await alarm.stop('SIGTERM');
    expect(jsonLines(stdout).map(({ state }) => state)).toEqual([
      'raised',
      'acknowledged',
      'shelved',
      'cleared',
    ]);
    expect(stderr).toMatch(
      /published \d+ alarm states under alarms\/, \d+ replaced by newer ones, 0 not delivered/,
    );
  });

  it('does not take its own states for readings', async () => {
    const { broker } = own;
    const alarm = await startAlarm('-t', '#', '--publish', 'own', '-C', '2');
    await broker.publish(['-t', topic(6), '-m', reading(28, 0)]);
    await alarm.line(/"raised"/);
    await retained('own', 6);
    await broker.publish(['-t', topic(7), '-m', reading(28, 0)]);
    expect(jsonLines((await alarm.ended).stdout).map((event) => event.topic)).toEqual([topic(6), topic(7)]);
  });

  it('--exec runs a command with the event, which no shell sees', async () => {
    const script = join(folder, 'note.mjs');
    const out = join(folder, 'out.json');
    writeFileSync(
      script,
      `import { writeFileSync, readFileSync } from 'node:fs';
       writeFileSync(process.argv[2], JSON.stringify({ env: process.env.ALARM_BUILDING, level: process.env.ALARM_LEVEL, stdin: JSON.parse(readFileSync(0, 'utf8')) }));`,
    );
    const alarm = await startAlarm('--exec', `'${process.execPath}' "${script}" ${out}`);
    const evil = 'x$(touch pwned);`id`|&"\'';
    await own.broker.publish(['-t', `${evil}/P_2/O/4/TEMP`, '-m', reading(31, 0)]);
    await expect
      .poll(() => JSON.parse(readFileSync(out, 'utf8')))
      .toMatchObject({
        env: evil,
        level: 'critical',
        stdin: { state: 'raised', building: evil, value: 31 },
      });
    const { stderr } = await alarm.stop('SIGTERM');
    expect(stderr).toContain('ran the command for 1 result: 0 failed, 0 took too long, 0 dropped');
  });

  const startBreaches = (...args: string[]) => startAlarm('--report', 'breaches', ...args);

  it('--publish of breaches publishes each, not retained, and takes none of its own for a reading', async () => {
    const { broker } = own;
    const alarm = await startBreaches('-t', 'BUILDING/#', '-t', 'limits/#', '--publish', 'limits');
    const breaches = await broker.subscribe('breaches', ['-t', 'limits/#', '-F', '%r %t %p']);
    await broker.publish(['-t', topic(4), '-m', reading(28, 0)]);
    await broker.publish(['-t', topic(4), '-m', reading(29, 1)]);
    await breaches.line(/^0 limits\/BUILDING\/P_2\/O\/4\/TEMP \{"type":"alarm","state":"breach".*"value":29/);
    const { stderr } = await alarm.stop('SIGTERM');
    expect(breaches.stdout).toContain('"value":28');
    expect(stderr).toContain('published 2 breaches under limits/, 0 replaced by newer ones, 0 not delivered');
    expect(stderr).toMatch(/^2 readings, 2 alarms$/m);
  });

  it('--exec runs a command for each breach, and in watch for each reading', async () => {
    const script = join(folder, 'line.mjs');
    writeFileSync(
      script,
      `import { appendFileSync, readFileSync } from 'node:fs';
       const { value } = JSON.parse(readFileSync(0, 'utf8'));
       const { ALARM_STATE, READING_SENSOR } = process.env;
       appendFileSync(process.argv[2], JSON.stringify([ALARM_STATE ?? READING_SENSOR, value]) + '\\n');`,
    );
    const [breaches, readings] = [join(folder, 'breaches'), join(folder, 'readings')];
    const execOf = (out: string) => ['--exec', `'${process.execPath}' ${script} ${out}`];
    const alarm = await startBreaches(...execOf(breaches));
    const from = own.broker.log.stderr.length;
    const watch = startHere(['watch', '-L', own.broker.url, ...execOf(readings)]);
    await own.broker.log.errLine(/Sending SUBACK to bsim-/, from);
    await own.broker.publish(['-t', topic(4), '-m', reading(31, 0)]);
    await expect.poll(() => [read(breaches), read(readings)]).toEqual(['["breach",31]\n', '["TEMP",31]\n']);
    await Promise.all([alarm.stop('SIGTERM'), watch.stop('SIGTERM')]);
    expect(watch.stderr).toContain('ran the command for 1 result: 0 failed, 0 took too long, 0 dropped');
  });

  it('--exec: commands that hang are killed, and delay nothing', async () => {
    const alarm = await startAlarm('--exec', 'sleep 60', '--exec-timeout', '200ms', '--exec-parallel', '2');
    const lines = Array.from({ length: 4 }, (_, i) =>
      own.broker.publish(['-t', topic(20 + i), '-m', reading(31, 0)]),
    );
    await Promise.all(lines);
    await alarm.line(/"room":23/);
    const { stderr } = await alarm.stop('SIGTERM');
    expect(stderr).toMatch(/ran the command for \d results?: 0 failed, [1-4] took too long, \d dropped/);
  });

  it('--state: after SIGKILL no alarm is raised twice, nor forgotten', async () => {
    const { broker } = own;
    const state = join(folder, 'state.jsonl');
    const first = await startAs(startCli, 'jsonl', '--state', state);
    await broker.publish(['-t', topic(4), '-m', reading(28, 0)]);
    await first.line(/"raised"/);
    await first.stop('SIGKILL');

    const second = await startAs(startCli, 'jsonl', '--state', state);
    await broker.publish(['-t', topic(4), '-m', reading(29, 60)]);
    await broker.publish(['-t', topic(5), '-m', reading(28, 60)]);
    await second.line(/"room":5/);
    await second.stop('SIGKILL');

    const third = await startAs(startCli, 'jsonl', '--state', state);
    await broker.publish(['-t', topic(4), '-m', reading(20, 120)]);
    await third.line(/"cleared"/);
    await third.stop('SIGTERM');
    expect(
      [first, second, third].map(({ stdout }) =>
        jsonLines(stdout).flatMap(({ state, room, repeated }) => (repeated ? [] : [[state, room]])),
      ),
    ).toEqual([[['raised', 4]], [['raised', 5]], [['cleared', 4]]]);
    expect(jsonLines(third.stdout).at(-1)).toMatchObject({ duration_s: 120, peak: 29 });
  });

  it('ends with a summary on stderr, for programs as a JSON line', async () => {
    const [alarm, machine] = [await startAs(startHere, 'human'), await startAs(startHere, 'jsonl')];
    const values = [28, 20, 28, 20, 28, 20].map((value, i) => reading(value, i * 10));
    await own.broker.publish(['-t', topic(4), '-l'], `${values.join('\n')}\n`);
    await alarm.line(/08:00:50/);
    const { stderr } = await alarm.stop('SIGTERM');
    // Time goes on until the end.
    expect(stderr).toMatch(/^3 alarms in \S+( \d+s)?, 0 still standing, 30s in alarm together; 0 silent$/m);
    expect(stderr).toContain(`
by rule: temperature 3
by floor: BUILDING/P_2 3
by priority: high 0 %, medium 100 %, low 0 % (EEMUA 191: about 5, 15, 80)
in 10 minutes: 3 at most (EEMUA 191: below 1 acceptable, 2 manageable, 5 too many, 10 a flood)
chattering, 3 or more in a minute: ${topic(4)} (temperature) 3
`);
    await machine.line(/08:00:50/);
    const summary = (await machine.stop('SIGTERM')).stderr.split('\n').find((line) => line.startsWith('{'));
    const [object] = jsonLines(`${summary}\n`);
    expect(object?.span_s).toBeGreaterThanOrEqual(50);
    expect([{ ...object, span_s: 50 }]).toEqual([
      {
        type: 'summary',
        alarms: 3,
        silences: 0,
        standing: 0,
        in_alarm_s: 30,
        span_s: 50,
        by_rule: { temperature: 3 },
        by_floor: { 'BUILDING/P_2': 3 },
        by_priority: { high: 0, medium: 3, low: 0 },
        most_in_10_min: 3,
        floods: [],
        chattering: [{ topic: topic(4), rule: 'temperature', times: 3 }],
        readings: {
          readings: 6,
          foreign: 0,
          retained: 0,
          duplicates: 0,
          out_of_order: 0,
          late: 0,
          invalid: 0,
          implausible: 0,
          surplus: 0,
        },
      },
    ]);
  });
});

/** The text of a file; empty if there is none yet. */
function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

describe('alarm', () => {
  it.each([
    [['--report', 'events', '--publish', 'a/#'], /--publish 'a\/#': a topic to publish to has no wildcard/],
    [['--report', 'events', '--exec', '"x'], /--exec '"x': a quote is never closed/],
    [
      ['--report', 'events', '--state', '.'],
      /state file '\.': can't be read: illegal operation on a directory/,
    ],
    [['--report', 'events', '--state', 'package.json'], /state file 'package.json': does not begin with/],
  ])('%j is refused before any connection', async (args, message) => {
    const { code, stderr } = await runHere(['alarm', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
