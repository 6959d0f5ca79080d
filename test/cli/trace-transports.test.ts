import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../broker/certificates.ts';
import { lacks } from '../parts.ts';
import { type Running, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { startHere } from './run-here.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-trace-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function startTrace(url: string, args: readonly string[]): Promise<{ trace: Running; port: string }> {
  const trace = startHere(['trace', '--listen', '0', '--url', url, '-J', ...args]);
  const line = await trace.errLine(/^listening on/);
  return { trace, port: /:(\d+),/.exec(line)?.[1] ?? '' };
}

/** A client of Eclipse Paho as labs write it, of MQTT 3.1 or 3.1.1, over `tcp` or `websockets`. */
const PAHO = `
import sys
import paho.mqtt.client as mqtt
version = mqtt.MQTTv31 if sys.argv[2] == '3' else mqtt.MQTTv311
client = mqtt.Client(client_id='paho', clean_session=False, protocol=version, transport=sys.argv[3])
client.will_set('lab/gone', 'Disconnected', qos=1, retain=True)
client.connect('127.0.0.1', int(sys.argv[1]), keepalive=30)
client.loop_start()
client.publish('lab/paho', '20.5', qos=2).wait_for_publish()
client.disconnect()
client.loop_stop()
`;

const QOS_2 = ['connect', 'connack', 'publish', 'pubrec', 'pubrel', 'pubcomp', 'disconnect'];

const webSocketPort = await freePort();

describe.skipIf(lacks('mosquitto', 'python3-paho-mqtt', 'tshark'))('trace over WebSocket', () => {
  useMosquitto({ conf: [`listener ${webSocketPort} 127.0.0.1`, 'protocol websockets'] });

  it('shows the upgrade and the packets, and the capture is WebSocket to tshark', async () => {
    const file = join(folder, 'websocket.pcapng');
    const { trace, port } = await startTrace(`ws://127.0.0.1:${webSocketPort}`, ['--pcapng', file]);
    const python = await startChild('/usr/bin/python3', ['-c', PAHO, port, '4', 'websockets']).ended;
    expect(python.stderr).toBe('');
    await trace.line(/"closed"/);
    const objects = jsonLines((await trace.stop('SIGINT')).stdout);
    expect(objects.filter(({ type }) => type === 'websocket').slice(0, 2)).toMatchObject([
      { from: 'client', frame: 'upgrade', says: expect.stringContaining('subprotocol mqtt') },
      { from: 'broker', frame: 'response', says: expect.stringContaining('101') },
    ]);
    const packets = objects.filter(({ type }) => type === 'packet').map(({ packet }) => packet);
    expect(packets.toSorted()).toEqual(QOS_2.toSorted());
    // Wireshark 4.0 reads HTTP and WebSocket, and leaves the MQTT in it as data.
    const fields = ['websocket.opcode', 'data.data', '_ws.malformed', 'tcp.analysis.flags'];
    const judged = await startChild('tshark', [
      '-r',
      file,
      '-T',
      'fields',
      ...fields.flatMap((f) => ['-e', f]),
    ]).ended;
    const rows = judged.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
    const types = rows
      .filter(([opcode = '']) => opcode.split(',').includes('2'))
      .flatMap(([, data = '']) => data.split(','))
      .map((hex) => Number.parseInt(hex.slice(0, 1), 16));
    expect(types.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 5, 6, 7, 14]);
    expect(rows.filter(([, , malformed, flags]) => malformed !== '' || flags !== '')).toEqual([]);
  });
});

describe.skipIf(lacks('mosquitto', 'python3-paho-mqtt'))('trace of a Python client', () => {
  const own = useMosquitto();

  it.each([
    ['3', 'MQTT 3.1'],
    ['4', 'MQTT 3.1.1'],
  ])('of protocol level %s', async (level, protocol) => {
    const { trace, port } = await startTrace(own.broker.url, ['--count', '7']);
    const python = await startChild('/usr/bin/python3', ['-c', PAHO, port, level, 'tcp']).ended;
    expect(python.stderr).toBe('');
    const objects = jsonLines((await trace.ended).stdout);
    const packets = objects.filter(({ type }) => type === 'packet');
    expect(packets.map(({ packet }) => packet).toSorted()).toEqual(QOS_2.toSorted());
    expect(packets[0]).toMatchObject({
      protocol,
      client_id: 'paho',
      clean_session: false,
      keep_alive: 30,
      will: { topic: 'lab/gone', qos: 1, retain: true, payload: 'Disconnected' },
    });
    expect(packets.filter(({ fault }) => fault !== undefined)).toEqual([]);
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('trace of a broker with TLS', async () => {
  const { file } = await makeCertificates();
  const tlsPort = await freePort();
  const files = ['ca.crt', 'server.crt', 'server.key'].map((name) => file(name));
  useMosquitto({
    conf: [
      `listener ${tlsPort} 127.0.0.1`,
      `cafile ${files[0]}`,
      `certfile ${files[1]}`,
      `keyfile ${files[2]}`,
    ],
  });

  it('reads what the client says in plain, and encrypts the way to the broker', async () => {
    const { trace, port } = await startTrace(`mqtts://localhost:${tlsPort}`, ['--cafile', file('ca.crt')]);
    const pub = ['-h', '127.0.0.1', '-p', port, '-t', 'a', '-m', 'x', '-q', '1'];
    expect((await startChild('mosquitto_pub', pub).ended).code).toBe(0);
    await trace.line(/"puback"/);
    await trace.stop('SIGINT');
  });

  it('says that the certificate has an unknown authority', async () => {
    const { trace, port } = await startTrace(`mqtts://localhost:${tlsPort}`, []);
    const pub = startChild('mosquitto_pub', ['-h', '127.0.0.1', '-p', port, '-t', 'a', '-m', 'x']);
    await trace.errLine(/#1: can't reach mqtts:.*unknown authority; name it with --cafile/);
    expect((await pub.ended).code).not.toBe(0);
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('trace among bad clients', () => {
  const own = useMosquitto();

  it('goes on for a good client while others send garbage, half packets and 256 MiB lengths', async () => {
    const { trace, port } = await startTrace(own.broker.url, []);
    const bad = ['GET / HTTP/1.0\r\n\r\n', '\u0010', '\u0000'.repeat(1000)].map((bytes) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(bytes);
      return socket;
    });
    const huge = connect(Number(port), '127.0.0.1').on('error', () => {});
    huge.write(Buffer.from('100d00044d5154540400000000017830ffffff7f0001', 'hex'));
    await trace.line(/"skipped":true/);
    const pub = ['-h', '127.0.0.1', '-p', port, '-t', 'a', '-m', 'still here', '-q', '1'];
    expect((await startChild('mosquitto_pub', pub).ended).code).toBe(0);
    await trace.line(/"puback"/);
    await trace.line(/"unreadable".*"reason":"[^"]*not a WebSocket/);
    await trace.line(/"unreadable".*"reason":"[^"]*not MQTT/);
    for (const socket of [...bad, huge]) socket.destroy();
    await trace.stop('SIGINT');
  });
});
