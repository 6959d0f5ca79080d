import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { lacks } from '../parts.ts';
import { startChild } from './child.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { HOST, portOf, startBroker, startBrokerProcess } from './running-broker.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-broker-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('broker', () => {
  it('serves publish and alarm, and says what happens', async () => {
    const broker = await startBrokerProcess();
    const url = `mqtt://${HOST}:${broker.port}`;
    const alarm = startHere(['alarm', '-L', url, '--id', 'alarm', '-C', '1', '-t', 'B/#']);
    await broker.command.line(/"subscribed".*"B\/#"/);
    const sensor = ['--building', 'B', '--floor', '1', '--wing', 'O', '--room', '4', '--sensor', 'TEMP'];
    const { code } = await runHere(['publish', '-L', url, '--id', 'publisher', ...sensor, '--value', '31.4']);
    expect(code).toBe(0);
    expect((await alarm.ended).stdout).toMatch(/critical.*floor 1.*31\.4/);
    await broker.command.line(/"disconnected".*"alarm"/);
    const { code: interrupted, stdout } = await broker.command.stop('SIGINT');
    expect(interrupted).toBe(130);
    const told = jsonLines(stdout).map(({ type, client }) => `${client} ${type}`);
    expect(told).toContain('publisher published');
    expect(told.filter((line) => line.startsWith('alarm'))).toEqual([
      'alarm connected',
      'alarm subscribed',
      'alarm disconnected',
    ]);
  });

  it('shows its log to people, with nothing of a client unescaped', async () => {
    const broker = startHere(['broker', '--port', '0', '-v']);
    const port = await portOf(broker, 'mqtt');
    await runHere([
      'publish',
      '-h',
      HOST,
      '-p',
      `${port}`,
      '-i',
      'me',
      '-t',
      'a/\u202e31m',
      '-m',
      '\u001b[2J',
      '-q',
      '1',
    ]);
    await broker.line(/me disconnected/);
    const { stdout } = await broker.stop('SIGTERM');
    expect(stdout).toMatch(/ me connected from 127\.0\.0\.1:\d+ \(MQTT 3\.1\.1, clean session\)\n/);
    expect(stdout).toMatch(/ me published a\/\\u\{202e\}31m 1b5b324a \[QoS 1, 4 bytes\]\n/);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  it('warns where others can come in, unless there are users', async () => {
    await writeFile(join(folder, 'nobody'), '');
    // An address for documentation (RFC 5737): no machine has it.
    const args = ['broker', '--host', '192.0.2.1'];
    const open = await runHere(args);
    expect(open.code).toBe(1);
    expect(open.stderr).toMatch(/^everybody who reaches 192\.0\.2\.1 .*--users/);
    expect(open.stderr).toMatch(/192\.0\.2\.1 is no address of this machine\n$/);
    const guarded = await runHere([...args, '--users', join(folder, 'nobody')]);
    expect(guarded.stderr).not.toMatch(/everybody/);
  });

  it.each([
    [['--port', '65536'], /--port.*65536.*0 to 65535/],
    [['--max-packet', '1'], /--max-packet/],
    [['--cert', 'x'], /--cert and --key go together/],
    [['--cert', 'x', '--key', 'y'], /need --tls-port or --wss-port/],
    [['--tls-port', '0'], /--tls-port needs --cert and --key/],
    [['--users', '/nowhere'], /--users '\/nowhere'.*no such file/],
    [['--acl', '/nowhere'], /--acl '\/nowhere'.*no such file/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await runHere(['broker', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('names the file and line of a user it can not read', async () => {
    const users = join(folder, 'users');
    await writeFile(users, '# the lab\nann:hunter2\n');
    const { code, stderr } = await runHere(['broker', '--users', users]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/users, line 2: the password is not hashed/);
    expect(stderr).not.toMatch(/hunter2/);
  });

  it('refuses rights of users where nobody has a password', async () => {
    const acl = join(folder, 'acl');
    await writeFile(acl, 'topic read #\nuser ann\ntopic #\n');
    const { code, stderr } = await runHere(['broker', '--acl', acl]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^building-sim: --acl \S+acl, line 2 names a user.*--users FILE\n$/);
  });

  it('tells of a refused client once, without -v too', async () => {
    const broker = startHere(['broker', '--port', '0', '--max-connections', '1']);
    const port = String(await portOf(broker, 'mqtt'));
    const holder = startHere(['watch', '-h', HOST, '-p', port]);
    await holder.errLine(/^connected/);
    for (let n = 0; n < 2; n += 1) await runHere(['publish', '-h', HOST, '-p', port, '-t', 'x', '-m', 'y']);
    await broker.errLine(/refused a client/);
    const { stderr, stdout } = await broker.stop('SIGINT');
    expect(stderr.match(/refused a client: more than 1 connections/g)).toHaveLength(1);
    expect(stdout).toBe('');
  });
});

describe.skipIf(lacks('mosquitto-clients', 'mosquitto'))(
  'broker, behind TLS, WebSocket and a users file',
  () => {
    let certificates: Certificates;
    beforeAll(async () => {
      certificates = await makeCertificates();
    });
    afterAll(() => rm(certificates.folder, { recursive: true }));

    it('serves each door at once, and asks for names and passwords at all of them', async () => {
      const { file } = certificates;
      const users = join(folder, 'mosquitto-users');
      await startChild('mosquitto_passwd', ['-c', '-b', users, 'ann', 'secret']).ended;
      const tls = [
        '--cert',
        file('server.crt'),
        '--key',
        file('server.key'),
        '--tls-port',
        '0',
        '--wss-port',
        '0',
      ];
      const { command } = await startBroker('--ws-port', '0', ...tls, '--users', users);
      for (const protocol of ['mqtt', 'mqtts', 'ws', 'wss']) {
        const url = `${protocol}://localhost:${await portOf(command, protocol)}`;
        const ca = protocol === 'mqtts' || protocol === 'wss' ? ['--cafile', file('ca.crt')] : [];
        const publish = ['publish', '-L', url, ...ca, '-t', protocol, '-m', 'x', '-q', '1'];
        const { code, stderr } = await runHere([...publish, '-u', 'ann', '-P', 'secret']);
        expect({ protocol, code, stderr }).toMatchObject({ code: 0 });
        expect(await runHere([...publish, '-u', 'ann', '-P', 'wrong'])).toMatchObject({ code: 5 });
        await command.line(new RegExp(`"published".*"topic":"${protocol}"`));
      }
    });

    it('serves mosquitto_pub with a certificate, and not without', async () => {
      const { file } = certificates;
      const own = ['--cert', file('server.crt'), '--key', file('server.key'), '--cafile', file('ca.crt')];
      const { command } = await startBroker('--tls-port', '0', ...own);
      const port = await portOf(command, 'mqtts');
      const to = [
        '-h',
        'localhost',
        '-p',
        `${port}`,
        '--cafile',
        file('ca.crt'),
        '-t',
        'x',
        '-m',
        'y',
        '-q',
        '1',
      ];
      const certificate = ['--cert', file('client.crt'), '--key', file('client.key')];
      expect(await startChild('mosquitto_pub', [...to, ...certificate]).ended).toMatchObject({ code: 0 });
      await command.line(/"published"/);
      const without = await startChild('mosquitto_pub', to).ended;
      expect(without.code).not.toBe(0);
      await command.line(/"refused".*certificate/);
    });
  },
);
