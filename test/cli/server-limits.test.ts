// Tests src/mqtt/server-limits.ts at mosquitto: what CONNACK of MQTT 5 forbids is not sent, and everything else is.
import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startMosquitto } from './mosquitto.ts';
import { runHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto')).concurrent('publish to a broker with limits', () => {
  it.each([
    ['max_qos 1', ['-q', '2', '-m', 'hi'], 155, 'this QoS; use a lower one'],
    ['retain_available false', ['-r', '-q', '1', '-m', 'hi'], 154, 'retained messages; leave --retain out'],
    ['retain_available false', ['-r', '-m', 'hi'], 154, 'retained messages; leave --retain out'],
    ['max_packet_size 60', ['-q', '1', '-m', 'x'.repeat(100)], 149, 'packet too large'],
  ])('%s: %j ends with %i', async (conf, args, exitCode, words) => {
    const broker = await startMosquitto({ conf: [conf] });
    const result = await runHere(['publish', '-L', broker.url, '-V', '5', '-t', 'a/b', ...args]);
    expect([result.code, result.stderr]).toEqual([exitCode, expect.stringContaining(words)]);
    await broker.stop();
  });

  it.each([
    ['of a room', ['--clients', 'room']],
    ['of all', []],
  ] as const)('the client %s keeps its connection, and sends what fits', async (_, clients) => {
    const broker = await startMosquitto({ conf: ['max_packet_size 132', 'log_type all'] });
    const building = ['--floors', '1', '--rooms', '1', '--status-topic', 'none'];
    const { stderr } = await runHere([
      ...['publish', '-L', broker.url, '-V', '5', '-q', '1', '-C', '200', '--seed', '1'],
      ...[...building, ...clients, '--faults', '0', '--every', '1s', '--speed', 'max'],
    ]);
    expect(stderr).toContain('packet too large');
    const taken = broker.log.stderr.split('\n').filter((line) => line.includes('Received PUBLISH')).length;
    expect(taken).toBeGreaterThan(10);
    expect(taken).toBeLessThan(190);
    expect(broker.log.stderr).not.toContain('too large');
    expect(stderr).toContain(`; ${200 - taken} not acknowledged`);
    await broker.stop();
  });
});
