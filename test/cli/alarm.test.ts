import { encode } from 'cbor-x';
import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { listenHere, listenUntil } from './listening.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const TOPIC = 'BUILDING/P_2/O/4';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('alarm', () => {
  const own = useMosquitto();

  type Message = readonly [topic: string, payload: string | Uint8Array];

  /** Listens until `expected` alarms and another one, the last, in room 99. */
  function alarms(args: readonly string[], expected: number, messages: readonly Message[]) {
    const { broker } = own;
    return listenHere(broker, ['alarm', '-C', `${expected + 1}`, ...args], async () => {
      for (const [topic, payload] of messages) {
        await broker.publish(['-t', topic, '-q', '1', '-s'], payload);
      }
      await broker.publish(['-t', 'BUILDING/P_2/O/99/TEMP', '-m', '77']);
    });
  }

  it.each([
    [
      'our JSON',
      'TEMP',
      '{"sensor":"TEMP","value":31.4,"unit":"Cel","time":"2026-01-05T08:00:00.000Z","seq":17}',
      31.4,
      'critical',
      30,
    ],
    ['our CBOR', 'TEMP', Buffer.from(encode({ value: 31.4, unit: 'Cel' })), 31.4, 'critical', 30],
    ['an object with a value', 'HUM', '{"value":75}', 75, 'high', 70],
    ['a number as text', 'TEMP', '{"value":"28.5"}', 28.5, 'high', 27],
    ['a SenML pack', 'TEMP', '[{"n":"x","u":"Cel","v":15.5}]', 15.5, 'critical', 16],
    ['a SenML pack in CBOR', 'TEMP', Buffer.from('81a3006178016343656c021823', 'hex'), 35, 'critical', 30],
    ['a bare number', 'TEMP', '17', 17, 'low', 18],
    ['a bare number with a line end', 'TEMP', '17\n', 17, 'low', 18],
    ['a CBOR number', 'LUX', Buffer.from(encode(2500)), 2500, 'high', 2000],
    ['the sensor’s name', 'TEMP', '{"TEMP":31}', 31, 'critical', 30],
    ['the sensor’s name in lower case', 'TEMP', '{"temp":31}', 31, 'critical', 30],
    ['its quantity', 'TEMP', '{"temperature":31,"humidity":50}', 31, 'critical', 30],
    ['its quantity in any case', 'TEMP', '{"Temperature":31}', 31, 'critical', 30],
    ['hum', 'HUM', '{"hum":14}', 14, 'critical', 15],
    ['humidity', 'HUM', '{"temperature":31,"humidity":19}', 19, 'low', 20],
    ['lux', 'LUX', '{"lux":12000}', 12000, 'critical', 10_000],
    ['luminosity', 'LUX', '{"luminosity":2001}', 2001, 'high', 2000],
    ['vibr', 'VIBR', '{"vibr":0.81}', 0.81, 'high', 0.8],
    ['vibration', 'VIBR', '{"Vibration":4}', 4, 'critical', 3.5],
    ['carbon dioxide', 'CO2', '{"co2":1500}', 1500, 'high', 1400],
  ])('is raised by %s', async (_what, sensor, payload, value, level, limit) => {
    const { code, stdout } = await alarms(['-J'], 1, [[`${TOPIC}/${sensor}`, payload]]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({
      type: 'alarm',
      state: 'breach',
      level,
      building: 'BUILDING',
      floor: 2,
      wing: 'O',
      room: 4,
      sensor,
      value,
      unit: { TEMP: 'Cel', HUM: '%RH', LUX: 'lx', VIBR: 'mm/s', CO2: 'ppm' }[sensor],
      limit,
      topic: `${TOPIC}/${sensor}`,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('is not raised on a limit, only beyond it', async () => {
    const on = [
      ['TEMP', 27],
      ['TEMP', 18],
      ['HUM', 70],
      ['HUM', 20],
      ['LUX', 2000],
      ['VIBR', 0.8],
      ['LUX', 0],
    ] as const;
    const { stdout, stderr } = await alarms(
      ['-J'],
      0,
      on.map(([sensor, value]) => [`${TOPIC}/${sensor}`, `${value}`]),
    );
    expect(jsonLines(stdout).map(({ room }) => room)).toEqual([99]);
    expect(stderr).toContain('8 readings, 1 alarm');
  });

  it('is a line of its own', async () => {
    const { stdout } = await alarms([], 1, [
      [`${TOPIC}/TEMP`, '{"value":31.4,"time":"2026-01-05T08:00:00.500Z"}'],
    ]);
    expect(stdout.split('\n')[0]).toBe(
      '2026-01-05T08:00:00Z critical BUILDING floor 2 wing O room 4 TEMP 31.4 Cel > 30',
    );
  });

  it('is a row of CSV below a row of names', async () => {
    const { stdout } = await alarms(['--output', 'csv'], 1, [
      [`${TOPIC}/TEMP`, '{"value":31.4,"time":"2026-01-05T08:00:00.500Z"}'],
    ]);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'type,state,level,building,floor,wing,room,sensor,value,unit,limit,time,topic',
      'alarm,breach,critical,BUILDING,2,O,4,TEMP,31.4,Cel,30,2026-01-05T08:00:00.500Z,BUILDING/P_2/O/4/TEMP',
    ]);
  });

  it('keeps to the limits that are given, for their sensors only', async () => {
    const readings = [
      ['TEMP', 29],
      ['TEMP', 28],
      ['TEMP', 20],
      ['TEMP', 17.9],
      ['HUM', 75],
    ] as const;
    const { stdout, stderr } = await alarms(
      ['-J', '--above', 'TEMP=28', '--below', 'TEMP=18'],
      3,
      readings.map(([sensor, value]) => [`${TOPIC}/${sensor}`, `${value}`]),
    );
    expect(jsonLines(stdout).slice(0, 3)).toMatchObject([
      { sensor: 'TEMP', value: 29, level: 'high', limit: 28 },
      { sensor: 'TEMP', value: 17.9, level: 'low', limit: 18 },
      { sensor: 'HUM', value: 75, level: 'high', limit: 70 },
    ]);
    expect(stderr).toMatch(/TEMP.*> 28 high, < 18 low/);
  });

  it('says at the start to which filters it listens and which limits hold', async () => {
    const alarm = startHere(['alarm', '-L', own.broker.url, '--wing', 'W', '--sensor', 'TEMP,HUM']);
    await alarm.errLine(/^listening to/);
    const { stderr } = await alarm.stop();
    expect(stderr).toContain('listening to +/+/O/+/TEMP +/+/O/+/HUM\n');
    expect(stderr).toMatch(/limits: .*TEMP.*> 30 critical/);
  });

  it('hears the selected part only', async () => {
    const { stdout } = await alarms(['-J', '--floor', '2', '--wing', 'S,W'], 2, [
      ['BUILDING/P_1/O/1/TEMP', '50'],
      ['EPS/P_2/S/1/HUM', '90'],
      ['BUILDING/P_2/N/1/TEMP', '50'],
      ['BUILDING/P_2/O/3/VIBR', '9'],
    ]);
    expect(jsonLines(stdout).map(({ topic }) => topic)).toEqual([
      'EPS/P_2/S/1/HUM',
      'BUILDING/P_2/O/3/VIBR',
      'BUILDING/P_2/O/99/TEMP',
    ]);
  });

  it.each([
    ['--prefix MIOT/jane', 'MIOT/jane/EPS/P_-1/N/3/TEMP', 'EPS'],
    ['--prefix /MIOT/jane', '/MIOT/jane/EPS/P_-1/N/3/TEMP', 'EPS'],
    ['--prefix MIOT/+', 'MIOT/joe/ETSI/P_-1/N/3/TEMP', 'ETSI'],
    ['-t MIOT/#', 'MIOT/joe/at/home/ETSI/P_-1/N/3/TEMP', 'ETSI'],
    ['-t other/+ -t +/P_-1/#', 'ETSI/P_-1/N/3/TEMP', 'ETSI'],
  ])('%s', async (options, topic, building) => {
    const { broker } = own;
    const { code, stdout } = await listenHere(broker, ['alarm', '-J', '-C', '1', ...options.split(' ')], () =>
      broker.publish(['-t', topic, '-m', '50']),
    );
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ building, floor: -1, wing: 'N', room: 3, topic }]);
  });

  it.each([
    ['--prefix MIOT/+', 's07/BUILDING'],
    ['-t MIOT/#', 's07/BUILDING'],
    ['-t #', 'MIOT/s07/BUILDING'],
    ['--prefix MIOT/s07', 'BUILDING'],
    ['-t MIOT/s07/BUILDING/P_2/#', 'BUILDING'],
  ])('shows the levels that differ from prefix to prefix: %s', async (options, place) => {
    const { broker } = own;
    const { stdout } = await listenHere(broker, ['alarm', '-C', '1', ...options.split(' ')], () =>
      broker.publish(['-t', 'MIOT/s07/BUILDING/P_2/O/4/TEMP', '-m', '50']),
    );
    expect(stdout).toMatch(new RegExp(` critical ${place} floor 2 wing O room 4 TEMP 50 Cel > 30\n$`));
  });

  it('hears retained readings', async () => {
    const { broker } = own;
    await broker.publish(['-t', 'R/P_1/N/1/TEMP', '-m', '50', '-r', '-q', '1']);
    const { stdout } = await runHere(['alarm', '-L', broker.url, '-J', '-C', '1', '--building', 'R']);
    expect(jsonLines(stdout)).toMatchObject([{ building: 'R', value: 50 }]);
    await broker.publish(['-t', 'R/P_1/N/1/TEMP', '-n', '-r']);
  });

  it.each([
    ['-C 1 -W 20', 0],
    ['-C 2 -W 20', 27],
    ['-W 20000ms', 27],
    ['--duration 20s', 0],
    ['-C 1 --fail-on critical', 3],
    ['-C 1 --fail-on info', 3],
    ['--duration 20s --fail-on high', 3],
  ])('%s ends with %i', async (options, expected) => {
    const { broker } = own;
    const { code, stdout } = await listenUntil(20_000, broker, ['alarm', ...options.split(' ')], () =>
      broker.publish(['-t', `${TOPIC}/TEMP`, '-m', '40']),
    );
    expect(stdout).toMatch(/^[^\n]* critical [^\n]*\n$/);
    expect(code).toBe(expected);
  });

  it('ends with 0 where --fail-on is not reached', async () => {
    const { broker } = own;
    const { code } = await listenHere(broker, ['alarm', '-C', '1', '--fail-on', 'high'], () =>
      broker.publish(['-t', `${TOPIC}/TEMP`, '-m', '17']),
    );
    expect(code).toBe(0);
  });
});
