import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const TEMP = 'BUILDING/P_2/O/4/TEMP';

function reading(value: number, second: number): string {
  return JSON.stringify({ value, time: new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString() });
}

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('alarm --report events', () => {
  const own = useMosquitto();

  async function startAlarm(...args: string[]) {
    const from = own.broker.log.stderr.length;
    const alarm = startHere(['alarm', '-L', own.broker.url, '--report', 'events', ...args]);
    await own.broker.log.errLine(/Sending SUBACK to bsim-/, from);
    return alarm;
  }

  it('tells an alarm when it comes, grows and goes', async () => {
    const { broker } = own;
    const alarm = await startAlarm('-J');
    const lines = [reading(28, 0), reading(28.5, 1), reading(31, 2), reading(20, 3), ''];
    await broker.publish(['-t', TEMP, '-l'], lines.join('\n'));
    await alarm.line(/"cleared"/);
    const { code, stdout } = await alarm.stop('SIGINT');
    expect(code).toBe(130);
    expect(jsonLines(stdout)).toMatchObject([
      {
        type: 'alarm',
        state: 'raised',
        level: 'high',
        limit: 27,
        value: 28,
        unit: 'Cel',
        priority: 'medium',
      },
      { state: 'escalated', level: 'critical', limit: 30, duration_s: 2 },
      {
        state: 'cleared',
        building: 'BUILDING',
        floor: 2,
        wing: 'O',
        room: 4,
        sensor: 'TEMP',
        topic: TEMP,
        time: '2026-01-05T08:00:03.000Z',
        rule: 'temperature',
        duration_s: 3,
        peak: 31,
      },
    ]);
  });

  it('counts raised alarms, and fails on a level', async () => {
    const alarm = await startAlarm('-C', '1', '--fail-on', 'high');
    await own.broker.publish(['-t', TEMP, '-l'], [reading(28, 0), ''].join('\n'));
    const { code, stdout } = await alarm.ended;
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^2026-01-05T08:00:00Z raised {4}high {5}BUILDING floor 2 wing O room 4 TEMP 28 Cel limit 27, temperature\n$/,
    );
  });

  it('follows the rules of a file, here a shipped one', async () => {
    const { broker } = own;
    const alarm = await startAlarm('-J', '--rules', 'office', '-C', '1');
    const at = (minute: number): string => reading(29.5, minute * 60);
    await broker.publish(['-t', TEMP, '-l'], [...Array(7).keys()].map((i) => `${at(i)}\n`).join(''));
    expect(jsonLines((await alarm.ended).stdout)).toMatchObject([
      { state: 'raised', rule: 'temperature', time: '2026-01-05T08:05:00.000Z' },
    ]);
  });

  it('raises nothing for what was retained, unless asked', async () => {
    const { broker } = own;
    await broker.publish(['-t', TEMP, '-r', '-m', reading(28, 0)]);
    const alarm = await startAlarm('-J', '--raise-retained', '-C', '1');
    expect(jsonLines((await alarm.ended).stdout)).toMatchObject([{ state: 'raised', value: 28 }]);
    const quiet = await startAlarm('-J', '-C', '1');
    await broker.publish(['-t', TEMP, '-m', reading(29, 1)]);
    expect(jsonLines((await quiet.ended).stdout)).toMatchObject([{ state: 'raised', value: 29 }]);
    await broker.publish(['-t', TEMP, '-r', '-n']);
  });
});

describe('alarm --rules', () => {
  it.each([
    [
      ['--rules', 'nowhere'],
      /^.*rules 'nowhere': can't be read: no such file or directory; shipped are office, server-room, plant-room or strict-comfort\n$/,
    ],
    [['--rules', 'office', '--above', 'TEMP=3'], /--rules replaces --above and --below/],
    [['--rules', 'package.json'], /package.json:1:1: .*unknown key|package.json:2:3: unknown key 'name'/],
  ])('%j is refused before any connection', async (args, message) => {
    const { code, stderr } = await runHere(['alarm', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
