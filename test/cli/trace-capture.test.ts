import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startChild } from './child.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { startHere } from './run-here.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-capture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** MQTT 5.0 table 2-1, in order of type. */
const NAMES =
  ' connect connack publish puback pubrec pubrel pubcomp subscribe suback unsubscribe unsuback pingreq pingresp disconnect auth'.split(
    ' ',
  );

type Frame = Readonly<Record<(typeof FIELDS)[number], string>>;

const FIELDS = [
  'frame.number',
  'tcp.dstport',
  'tcp.flags.str',
  'mqtt.msgtype',
  'mqtt.len',
  'mqtt.msgid',
  'mqtt.clientid',
  'mqtt.kalive',
  'mqtt.username',
  'mqtt.topic',
  '_ws.malformed',
  'tcp.analysis.flags',
  'tcp.checksum.status',
  'ip.checksum.status',
  '_ws.expert.severity',
] as const;

/** All frames of a capture, as tshark dissects them. */
async function framesOf(file: string): Promise<readonly Frame[]> {
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const { code, stdout, stderr } = await startChild('tshark', [
    '-r',
    file,
    ...checks,
    '-T',
    'fields',
    ...fields,
  ]).ended;
  if (code !== 0) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object.fromEntries(line.split('\t').map((text, i) => [FIELDS[i], text])) as Frame);
}

/** The values of a field in all MQTT packets from one side, according to tshark. */
function valuesOf(frames: readonly Frame[], field: keyof Frame, from: 'client' | 'broker'): string[] {
  return frames
    .filter((frame) => (frame['tcp.dstport'] === '1883') === (from === 'client'))
    .flatMap((frame) => frame[field].split(',').filter((value) => value !== ''));
}

/** True for frames Wireshark would mark: malformed packets, bad checksums, odd sequence numbers, warnings. */
function isTrouble(frame: Frame): boolean {
  return (
    frame['_ws.malformed'] !== '' ||
    frame['tcp.analysis.flags'] !== '' ||
    frame['tcp.checksum.status'] === '0' ||
    frame['ip.checksum.status'] === '0' ||
    frame['_ws.expert.severity'].split(',').some((severity) => Number(severity) >= 0x0060_0000)
  );
}

describe.skipIf(lacks('mosquitto', 'mosquitto-clients', 'tshark'))('a capture, judged by tshark', () => {
  const own = useMosquitto();

  it.each(['mqttv311', 'mqttv5'])('has the packets and fields that the trace has (%s)', async (version) => {
    const file = join(folder, `${version}.pcapng`);
    const trace = startHere(['trace', '--listen', '0', '-L', own.broker.url, '-J', '--pcapng', file]);
    const port = /:(\d+),/.exec(await trace.errLine(/^listening on/))?.[1] ?? '';
    const at = ['-h', '127.0.0.1', '-p', port, '-V', version];
    const topic = `capture/${version}`;
    const sub = startChild('mosquitto_sub', [
      ...at,
      '-t',
      topic,
      '-q',
      '2',
      '-C',
      '5',
      '-i',
      'sub',
      '-k',
      '5',
    ]);
    await trace.line(/"suback"/);
    const will = ['--will-topic', 'gone', '--will-payload', 'Disconnected', '--will-retain'];
    for (const qos of ['0', '1', '2']) {
      await startChild('mosquitto_pub', [...at, '-t', topic, '-m', 'hello', '-q', qos, '-u', 'me', ...will])
        .ended;
    }
    await startChild('mosquitto_pub', [...at, '-t', topic, '-q', '1', '-s'], { stdin: 'x'.repeat(200_000) })
      .ended;
    await trace.line(/"pingresp"/);
    await startChild('mosquitto_pub', [...at, '-t', topic, '-n']).ended;
    await sub.ended;
    await trace.line(/"closed".*"connection":1\b/);
    const packets = jsonLines((await trace.stop('SIGINT')).stdout).filter(({ type }) => type === 'packet');

    const frames = await framesOf(file);
    expect(frames.length).toBeGreaterThan(packets.length);
    expect(frames.filter(isTrouble)).toEqual([]);
    for (const from of ['client', 'broker'] as const) {
      const ours = packets.filter((packet) => packet.from === from);
      const types = valuesOf(frames, 'mqtt.msgtype', from);
      expect(types.map((type) => NAMES[Number(type)])).toEqual(ours.map(({ packet }) => packet));
      const lengths = valuesOf(frames, 'mqtt.len', from);
      expect(lengths.map((length) => withHeader(Number(length)))).toEqual(ours.map(({ bytes }) => bytes));
      for (const [field, key] of [
        ['mqtt.msgid', 'packet_id'],
        ['mqtt.clientid', 'client_id'],
        ['mqtt.kalive', 'keep_alive'],
        ['mqtt.username', 'username'],
      ] as const) {
        const told = ours.map((packet) => packet[key]).filter((value) => value !== undefined && value !== '');
        expect(valuesOf(frames, field, from)).toEqual(told.map(String));
      }
      const topics = ours.flatMap(
        ({ topic: name, filters }) =>
          name ?? (filters as { filter: string }[])?.map(({ filter }) => filter) ?? [],
      );
      expect(valuesOf(frames, 'mqtt.topic', from)).toEqual(topics);
    }
  });

  it('opens and closes each TCP connection in order', async () => {
    const file = join(folder, 'tcp.pcapng');
    const trace = startHere(['trace', '--listen', '0', '-L', own.broker.url, '-J', '--pcapng', file]);
    const port = /:(\d+),/.exec(await trace.errLine(/^listening on/))?.[1] ?? '';
    await startChild('mosquitto_pub', ['-h', '127.0.0.1', '-p', port, '-t', 'a', '-m', 'x']).ended;
    await trace.line(/"closed"/);
    await trace.stop('SIGINT');
    const flags = (await framesOf(file)).map((frame) => frame['tcp.flags.str']);
    const inWords = flags.map((text) => text.replace(/·/g, ''));
    expect(inWords.slice(0, 3)).toEqual(['S', 'AS', 'A']);
    expect(inWords.filter((text) => text === 'AF')).toHaveLength(2);
    expect(inWords.at(-1)).toBe('A');
  });
});

/** The length of a packet from its remaining length (MQTT 5.0 §1.5.5). */
function withHeader(remaining: number): number {
  const digits = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
  return 1 + digits + remaining;
}
