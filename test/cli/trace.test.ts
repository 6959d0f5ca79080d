import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { type Child, type Running, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-trace-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A trace in front of a broker, once it listens. */
async function startTrace(url: string, args: readonly string[]): Promise<{ trace: Running; port: number }> {
  const trace = startHere(['trace', '--listen', '0', '--url', url, ...args]);
  const line = await trace.errLine(/^listening on/);
  return { trace, port: Number(/:(\d+),/.exec(line)?.[1]) };
}

function client(program: string, port: number, args: readonly string[]): Child {
  return startChild(program, ['-h', '127.0.0.1', '-p', `${port}`, ...args]);
}

const VERSIONS = ['mqttv31', 'mqttv311', 'mqttv5'] as const;

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('trace between mosquitto and its clients', () => {
  const own = useMosquitto();

  it.each(VERSIONS)('shows the whole exchange of a subscriber and a publisher (%s)', async (version) => {
    const { trace, port } = await startTrace(own.broker.url, ['-J']);
    const topic = `trace/${version}`;
    const sub = client('mosquitto_sub', port, [
      '-t',
      topic,
      '-q',
      '2',
      '-C',
      '3',
      '-i',
      'sub',
      '-V',
      version,
    ]);
    await trace.line(/"suback"/);
    for (const qos of ['0', '1', '2']) {
      await client('mosquitto_pub', port, ['-t', topic, '-q', qos, '-m', '{"value":1}', '-V', version]).ended;
    }
    await sub.ended;
    for (const connection of [1, 2, 3, 4]) {
      await trace.line(new RegExp(`"closed".*"connection":${connection}\\b`));
    }
    const { code, stdout } = await trace.stop('SIGINT');
    expect(code).toBe(130);
    const objects = jsonLines(stdout);
    const packets = objects.filter(({ type }) => type === 'packet');
    const seen = (connection: number) =>
      packets
        .filter((packet) => packet.connection === connection)
        .map(({ from, packet }) => `${from} ${packet}`);
    expect(seen(4)).toEqual([
      'client connect',
      'broker connack',
      'client publish',
      'broker pubrec',
      'client pubrel',
      'broker pubcomp',
      'client disconnect',
    ]);
    expect(seen(1).toSorted()).toEqual(
      [
        'client connect',
        'broker connack',
        'client subscribe',
        'broker suback',
        ...['broker publish', 'broker publish', 'client puback'],
        ...['broker publish', 'client pubrec', 'broker pubrel', 'client pubcomp'],
        'client disconnect',
      ].toSorted(),
    );
    expect(packets.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(packets[0]).toMatchObject({ protocol: PROTOCOLS[version], client_id: 'sub', keep_alive: 60 });
    expect(packets.find(({ packet }) => packet === 'publish')).toMatchObject({
      topic,
      payload: { value: 1 },
      format: 'json',
    });
    expect(objects.at(-1)).toMatchObject({ type: 'summary', connections: 4, malformed: 0, unreadable: 0 });
  });

  it('draws a ladder of at most 80 columns, and tables at the end', async () => {
    const { trace, port } = await startTrace(own.broker.url, ['--ladder', '--count', '7']);
    await client('mosquitto_pub', port, ['-t', 'a/b', '-q', '2', '-m', 'hello', '-i', 'pub']).ended;
    const { code, stdout } = await trace.ended;
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const rows = lines.filter((line) => line.includes('│')).map((line) => line.slice(14));
    expect(rows.map((row) => row.replace(/ [─]+▶?│.*$/, ''))).toEqual([
      '    │── TCP connection opened',
      '   ┌│── CONNECT MQTT 3.1.1 id "pub" keep-alive 60 s',
      '   └│◀─ CONNACK 0 accepted session present: no',
      '   ┌│── PUBLISH QoS 2 id 1 a/b hello',
      '   ├│◀─ PUBREC id 1',
      '   ├│── PUBREL id 1',
      '   └│◀─ PUBCOMP id 1',
      '    │── DISCONNECT',
    ]);
    expect(stdout).toMatch(/^QoS 2 +1 +4 +26 +5 +1 /m);
  });

  it('never shows a password, and says that a capture holds it', async () => {
    const file = join(folder, 'password.pcapng');
    const options = ['--hex', '--explain', '--pcapng', file, '--count', '4'];
    const { trace, port } = await startTrace(own.broker.url, options);
    await client('mosquitto_pub', port, ['-t', 'a', '-m', 'x', '-u', 'jane', '-P', 's3cret']).ended;
    const { stdout, stderr } = await trace.ended;
    expect(stdout).toContain('password (not shown)');
    expect(stdout + stderr).not.toContain('s3cret');
    expect(stdout).not.toContain(
      Buffer.from('s3cret')
        .toString('hex')
        .replace(/..(?!$)/g, '$& '),
    );
    expect(stderr).toContain('now holds a password');
    expect(readFileSync(file).includes('s3cret')).toBe(true);
  });

  it('ends with 1 where the port is taken, and says so', async () => {
    const { code, stderr } = await runHere(['trace', '--listen', `${own.broker.port}`, '-p', '1']);
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${own.broker.port} of 127.0.0.1 is taken: mosquitto `);
  });

  it('says that no broker is there, and goes on', async () => {
    const gone = await freePort();
    const { trace, port } = await startTrace(`mqtt://127.0.0.1:${gone}`, []);
    const { code } = await client('mosquitto_pub', port, ['-t', 'a', '-m', 'x']).ended;
    expect(code).not.toBe(0);
    await trace.errLine(/#1: can't reach mqtt:\/\/127\.0\.0\.1:\d+: nothing listens there/);
    const again = client('mosquitto_pub', port, ['-t', 'a', '-m', 'x']);
    await trace.errLine(/#2: can't reach/);
    await again.ended;
  });
});

const PROTOCOLS = { mqttv31: 'MQTT 3.1', mqttv311: 'MQTT 3.1.1', mqttv5: 'MQTT 5.0' } as const;
