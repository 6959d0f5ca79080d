// Tests src/options/report-to.ts and src/services/judging/progress-reporter.ts.
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCheckProgress } from '../../src/check/report/progress-record.ts';
import { jsonLines, startCli } from './run.ts';
import { type Here, runHere, startHere } from './run-here.ts';
import { startBroker } from './running-broker.ts';

const RIGHT = resolve('test', 'check', 'programs', 'right', 'alarm_mqttjs.mjs');
const EXEC = ['--exec', `${process.execPath} ${RIGHT} {threshold}`];
const PATH = { PATH: process.env.PATH ?? '' };
const PATIENCE_MS = 120_000;

async function startWatched(): Promise<{ url: string; watch: Here }> {
  const { port } = await startBroker();
  const url = `mqtt://127.0.0.1:${port}`;
  const watch = startHere(['watch', '-L', url, '-t', 'class/#', '-J']);
  await watch.errLine(/^listening to/);
  return { url, watch };
}

const progresses = (watch: Here) =>
  jsonLines(watch.stdout).map(({ payload }) => readCheckProgress(Buffer.from(String(payload))));
const stateIs = (state: string) => new RegExp(`"state":"${state}"|\\\\"state\\\\":\\\\"${state}\\\\"`);

describe('check --report-to', () => {
  it('publishes the progress of each check, and keeps the result for those who come later', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { url, watch } = await startWatched();
    const { code } = await runHere(['check', 'alarm', ...EXEC, '--report-to', `${url}/class/s01/check`], {
      env: PATH,
    });
    expect(code).toBe(0);
    await watch.line(stateIs('done'));
    const all = progresses(watch);
    expect(all[0]).toMatchObject({ exercise: 'alarm', state: 'running', points: 0 });
    expect(all.at(-1)).toMatchObject({ state: 'done', failing: [] });
    expect(all.at(-1)?.points).toBe(all.at(-1)?.max_points);
    const points = all.map((progress) => progress?.points ?? Number.NaN);
    expect(points).toEqual(points.toSorted((a, b) => a - b));
    const late = await runHere(['watch', '-L', url, '-t', 'class/#', '-C', '1', '-J']);
    expect(jsonLines(late.stdout)[0]).toMatchObject({ topic: 'class/s01/check', retain: true });
    expect(late.stdout).toMatch(stateIs('done'));
  });

  it('has a will: a tester that is killed is gone', { timeout: PATIENCE_MS }, async () => {
    const { url, watch } = await startWatched();
    const check = startCli(['check', 'alarm', ...EXEC, '--report-to', `${url}/class/s02/check`]);
    await watch.line(stateIs('running'));
    check.kill('SIGKILL');
    await watch.line(stateIs('gone'));
    expect(progresses(watch).at(-1)).toMatchObject({ exercise: 'alarm', state: 'gone' });
  });

  it('says that the broker of the class is not there, before it starts a program', async () => {
    const { code, stdout, stderr } = await runHere([
      'check',
      'alarm',
      ...EXEC,
      '--report-to',
      'mqtt://127.0.0.1:1/a',
    ]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain("can't reach mqtt://127.0.0.1:1");
  });

  it.each([
    ['mqtt://127.0.0.1', 'name a topic behind the broker'],
    ['mqtt://127.0.0.1/a/#', 'wildcard'],
    ['a/+', 'wildcard'],
    ['ws://127.0.0.1/a', 'use mqtt:// or mqtts://'],
    ['', 'name a topic'],
  ])('refuses %j', async (place, fault) => {
    const { code, stderr } = await runHere(['check', 'alarm', ...EXEC, '--report-to', place]);
    expect(stderr).toContain(fault);
    expect(code).toBe(2);
  });

  it('shows no password of a wrong place', async () => {
    const place = 'mqtt://jane:s3cret@127.0.0.1/a';
    const { code, stderr } = await runHere(['check', 'alarm', ...EXEC, '--report-to', place]);
    expect(stderr).toContain('give user and password with --username and --password-file');
    expect(stderr).not.toContain('s3cret');
    expect(code).toBe(2);
  });
});
