import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, runCli } from './run.ts';
import { runHere } from './run-here.ts';

const SHORT = ['--warmup', '100ms', '--duration', '300ms'];

describe.skipIf(lacks('mosquitto'))('bench', () => {
  const own = useMosquitto();

  it('delivers what it publishes, at the rate asked for', async () => {
    const args = [
      'bench',
      '-L',
      own.broker.url,
      '--rate',
      '200',
      '--subscribers',
      '2',
      '-q',
      '1',
      ...SHORT,
      '-J',
    ];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(0);
    const [result] = jsonLines(stdout);
    // 200 a second for 0.3 s.
    const sent = 60;
    expect(result).toMatchObject({
      type: 'bench',
      transport: 'mqtt',
      qos: 1,
      rate: 200,
      sent,
      delivered: 2 * sent,
      lost: 0,
      duplicates: 0,
      out_of_order: 0,
      packets: 2,
      acknowledgements: 1,
    });
    expect(result?.latency_p50_ms).toBeGreaterThan(0);
  });

  it('compares the qualities of service in one table', async () => {
    const args = ['bench', '-L', own.broker.url, '--compare', 'qos', '--rate', '200', ...SHORT];
    const { code, stdout } = await runHere(args);
    expect(code).toBe(0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/ +/));
    expect(rows[0]).toEqual(expect.arrayContaining(['QoS', 'packets', 'acks', 'bytes', 'p50ms']));
    expect(rows.slice(1).map((row) => [row[0], row[6], row[7]])).toEqual([
      ['0', '1', '0'],
      ['1', '2', '1'],
      ['2', '4', '3'],
    ]);
  });

  it('compares the formats, an object for each', async () => {
    const args = ['bench', '-L', own.broker.url, '--compare', 'format', '--rate', '200', ...SHORT, '-J'];
    const results = jsonLines((await runHere(args)).stdout);
    expect(results.map(({ format, lost }) => [format, lost])).toEqual([
      ['json', 0],
      ['cbor', 0],
      ['senml-json', 0],
      ['senml-cbor', 0],
    ]);
  });

  it('fills payloads up to a size', async () => {
    const args = ['bench', '-L', own.broker.url, '--payload-size', '500', '--rate', '100', ...SHORT, '-J'];
    const [result] = jsonLines((await runHere(args)).stdout);
    expect(result).toMatchObject({ payload_bytes: 500, lost: 0 });
  });

  it('runs without any broker if asked: one of its clients hosts one', async () => {
    const { code, stdout, stderr } = await runHere([
      'bench',
      '--embedded',
      '--publishers',
      '2',
      ...SHORT,
      '-J',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('this process now runs one');
    const [result] = jsonLines(stdout);
    expect(Number(result?.delivered)).toBe(Number(result?.sent));
  });
});

describe('bench with wrong options', () => {
  it.each([
    ['--publishers', '0', '1 to 1000'],
    ['--subscribers', 'many', 'whole number'],
    ['--rate', '-1', 'above 0, or max'],
    ['--duration', '0', '10ms or more'],
    ['--compare', 'speed', 'qos or format'],
    ['--payload-size', '0', '1 to 1000000'],
  ])('%s %s', async (option, value, allowed) => {
    const { code, stderr } = await runHere(['bench', option, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${option} '${value}'`);
    expect(stderr).toContain(allowed);
  });

  it.each([
    [['--payload-size', '500', '--format', 'cbor'], 'only JSON can be filled up'],
    [['--qos', '-1', '-L', 'mqtt-sn://127.0.0.1'], 'use 0, 1 or 2'],
  ])('%j', async (args, says) => {
    const { code, stderr } = await runHere(['bench', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
