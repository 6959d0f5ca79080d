import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lacks } from '../parts.ts';
import { freePort } from './free-port.ts';
import { useMosquitto } from './mosquitto.ts';
import { runHere, startHere } from './run-here.ts';

const ONE = ['-t', 'a', '-m', 'b'];

/** A listening TCP server, but not a broker. */
async function impostor(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    answer(socket);
  }).listen(0, '127.0.0.1');
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a broker that cannot be reached', () => {
  it.each(['publish', 'alarm', 'watch'])('ends %s with 1 at once', async (command) => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await runHere([command, '-L', url]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.split('\n').at(-2)).toBe(
      `building-sim: can't reach ${url}: nothing listens there; is the broker running, is the port right?`,
    );
  });

  it('may have a name that does not exist', async () => {
    const { code, stderr } = await runHere(['publish', '-h', 'no-such-host.invalid', ...ONE]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /can't reach mqtt:\/\/no-such-host.invalid:1883: (no such host name|the host name could not)/,
    );
  });

  it.each([
    [
      'closes at once',
      (socket: Socket) => socket.end(),
      /the connection was closed|it closed the connection/,
    ],
    ['resets', (socket: Socket) => socket.resetAndDestroy(), /it closed the connection/],
    ['speaks HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /can't reach/],
    ['speaks garbage', (socket: Socket) => socket.write(Buffer.alloc(4096, 0xff)), /can't reach/],
    ['sends escapes', (socket: Socket) => socket.write('\x1b]0;owned\x07\x1b[2J'.repeat(50)), /can't reach/],
  ])('may be something else that %s', async (_what, answer, words) => {
    const url = await impostor(answer);
    const { code, stderr } = await runHere(['publish', '-L', url, ...ONE]);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^building-sim: [^\n\x1b]*\n$/);
    expect(code).toBe(1);
  });

  it.each([
    ['mqtt:', /^building-sim: .*no MQTT answer in time; is it an MQTT broker\?.*\n$/],
    ['ws:', /^building-sim: .*no WebSocket answer in time; is it a WebSocket MQTT listener, .*\n$/],
  ])('may be something else that stays silent, over %s', async (protocol, words) => {
    const url = (await impostor(() => {})).replace('mqtt:', protocol);
    const { code, stderr } = await runHere(['publish', '-L', url, '--connect-timeout', '500ms', ...ONE]);
    expect(stderr).toMatch(words);
    expect(code).toBe(1);
  });

  it('may be waited for, in growing steps', async () => {
    const port = await freePort();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const waits: number[] = [];
    const { code } = await runHere(['publish', '-p', `${port}`, '--wait', '2500ms', ...ONE], {
      onWrite: (_, text) => {
        const seconds = /next attempt in ([\d.]+) s/.exec(text)?.[1];
        if (seconds === undefined) return;
        waits.push(Number(seconds));
        setImmediate(() => vi.advanceTimersByTime(Number(seconds) * 1000));
      },
    });
    expect(code).toBe(1);
    expect(waits).toEqual([1, 1.5]);
  });

  it('is not waited for beyond --timeout', async () => {
    const { code } = await runHere(['alarm', '-p', `${await freePort()}`, '--wait', '1h', '-W', '500ms']);
    expect(code).toBe(27);
  });

  it('is not waited for beyond an interruption', async () => {
    const cli = startHere(['publish', '-p', `${await freePort()}`, '--wait', '1h', ...ONE]);
    await cli.errLine(/next attempt/);
    cli.kill('SIGINT');
    expect((await cli.ended).code).toBe(130);
  });

  it('never shows the password', async () => {
    const url = `mqtt://ann:s3cret@127.0.0.1:${await freePort()}`;
    const runs = [
      await runHere(['publish', '-L', url, ...ONE, '--debug']),
      await runHere(['publish', '-L', 'mqtt://ann:s3cret@host:99999', ...ONE]),
      await runHere(['publish', '-L', 'ann:s3cret@host', ...ONE]),
      await runHere(['publish', '-u', 'ann', '-P', 's3cret', '--pasword', 's3cret', ...ONE]),
      await runHere(['publish', '-P', 's3cret', ...ONE]),
      await runHere(['publish', ...ONE], { env: { BUILDING_SIM_URL: 'mqtt:/ann:s3cret@host' } }),
      await runHere(['publish', ...ONE], { env: { BUILDING_SIM_URL: 'mqtt://ann:s3cret%@host' } }),
    ];
    for (const { code, stdout, stderr } of runs) {
      expect([1, 2]).toContain(code);
      expect(stdout + stderr).not.toContain('s3cret');
    }
  });
});

const USERS = {
  conf: ['allow_anonymous false', 'password_file FOLDER/users', 'acl_file FOLDER/acl'],
  files: {
    // mosquitto_passwd -c, with the password "secret"
    users:
      'ann:$7$101$hjeDvSWs7lZSxARH$ZZKlIarqbRiKru9yulh0wf7u7Q6C4RGNO1Z+4yryX//j/iscpFCw6E1Lt+LExWvO31aproeo+9CYgZTfgwzlGQ==\n',
    acl: 'user ann\ntopic readwrite ok/#\n',
  },
};

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a broker that refuses', () => {
  const own = useMosquitto(USERS);
  const ANN = ['-u', 'ann', '-P', 'secret'];

  it.each([
    [['-V', '3.1'], 5],
    [['-V', '3.1.1'], 5],
    [['-V', '5'], 135],
    [['-V', '3.1.1', '-u', 'ann', '-P', 'wrong'], 5],
    [['-V', '5', '-u', 'ann', '-P', 'wrong'], 135],
  ])('ends %j with %i', async (args, expected) => {
    for (const command of [['publish', ...ONE], ['alarm'], ['watch', '--wait', '1m']]) {
      const { code, stderr } = await runHere([...command, '-L', own.broker.url, ...args]);
      expect(stderr.split('\n').at(-2)).toMatch(/refused the connection: .*not authorized; check --username/);
      expect(code).toBe(expected);
    }
  });

  it('lets in who has the password, from the line, a file or the environment', async () => {
    const file = `${own.broker.folder}/password`;
    await writeFile(file, 'secret\nand a second line\n', { mode: 0o600 });
    const ok = ['publish', '-L', own.broker.url, '-t', 'ok/a', '-m', 'b', '-q', '1'];
    const { port } = own.broker;
    const runs = [
      await runHere([...ok, ...ANN]),
      await runHere([...ok, '-u', 'ann', '--password-file', file]),
      await runHere([...ok, '-u', 'ann'], { env: { BUILDING_SIM_PASSWORD: 'secret' } }),
      await runHere(['publish', '-t', 'ok/a', '-n', '-L', `mqtt://ann:secret@localhost:${port}`]),
      await runHere([
        'publish',
        '-t',
        'ok/a',
        '-n',
        '-L',
        `mqtt://ann:secret@nowhere.invalid`,
        '-h',
        '127.0.0.1',
        '-p',
        `${port}`,
      ]),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain('secret');
  });

  it.each(['1', '2'])('a message at QoS %s, is told so once, and asked no more', async (qos) => {
    const { code, stderr } = await runHere([
      'publish',
      '-L',
      own.broker.url,
      '-V',
      '5',
      ...ANN,
      '--rate',
      'max',
      '-C',
      '20',
      '-q',
      qos,
      '--id',
      `denied-${qos}`,
    ]);
    expect(stderr.match(/not delivered: .*not authorized.*reason code 135/g)).toHaveLength(1);
    expect(stderr).toContain('20 not acknowledged');
    expect(code).toBe(135);
    const asked = new RegExp(`(Received|Denied) PUBLISH from denied-${qos}`, 'g');
    await expect.poll(() => own.broker.log.stderr.match(asked)).toHaveLength(20);
  });
});
