import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startChild } from './child.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-trace-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const portIn = (line: string) => /:(\d+)\b(?!.*udp)/.exec(line)?.[1] ?? '';

describe.skipIf(lacks('mosquitto', 'tshark'))('trace between an MQTT-SN client and the gateway', () => {
  const own = useMosquitto();

  it('shows each message, and tshark finds the same in the capture', async () => {
    const file = join(folder, 'mqtt-sn.pcapng');
    const gateway = startHere(['gateway', '--listen', '127.0.0.1:0', '-L', own.broker.url]);
    const gatewayPort = /udp:\/\/[^:]+:(\d+)/.exec(await gateway.errLine(/listens on udp:/))?.[1] ?? '';
    const url = `mqtt-sn://127.0.0.1:${gatewayPort}`;
    const trace = startHere(['trace', '--listen', '0', '-L', url, '-J', '--pcapng', file]);
    const port = portIn(await trace.errLine(/^listening on/).then((line) => line.split(',')[0] ?? ''));
    const message = [
      'publish',
      '-L',
      `mqtt-sn://127.0.0.1:${port}`,
      '-t',
      'lab/temp',
      '-m',
      '20.5',
      '-q',
      '1',
    ];
    expect((await runHere(message)).code).toBe(0);
    const objects = jsonLines((await trace.stop('SIGINT')).stdout);
    await gateway.stop('SIGINT');
    const packets = objects.filter(({ type }) => type === 'packet');
    expect(packets.map(({ from, packet }) => `${from} ${packet}`).slice(0, 7)).toEqual([
      'client connect',
      'broker connack',
      'client register',
      'broker regack',
      'client publish',
      'broker puback',
      'client disconnect',
    ]);
    expect(packets[4]).toMatchObject({
      qos: 1,
      topic: 'lab/temp',
      topic_id: expect.any(Number),
      payload: '20.5',
    });

    const decode = ['-d', `udp.port==${gatewayPort},mqttsn`, '-o', 'udp.check_checksum:TRUE'];
    const fields = [
      '-T',
      'fields',
      '-e',
      'mqttsn.msg.len',
      '-e',
      '_ws.malformed',
      '-e',
      'udp.checksum.status',
    ];
    const judged = await startChild('tshark', ['-r', file, ...decode, ...fields]).ended;
    expect(judged.stdout.trimEnd().split('\n')).toEqual(packets.map(({ bytes }) => `${bytes}\t\t1`));
  });
});
