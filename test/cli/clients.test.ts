// Tests src/services/publishing/fleet-outlet.ts, src/fleet, src/mqtt/lean and src/mqtt-sn/link/sn-link.ts through `publish --clients`
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { lacks } from '../parts.ts';
import { type Child, startChild } from './child.ts';
import { startMosquitto, useMosquitto } from './mosquitto.ts';
import { jsonLines, jsonLinesSoFar, runCli, runShell, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { HOST, portOf, startBroker } from './running-broker.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-clients-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 24 rooms. */
const ROOMS = ['--clients', 'room', '--floors', '2', '--rooms', '3', '--faults', '0'];
const POLL = { timeout: 100_000, interval: 50 };
/** mosquitto's words for a client without DISCONNECT; what it says of the cause depends on what it was doing. */
const CUT = /Client bsim-[0-9a-f]{6}-2N1 (closed its connection|disconnected due to)/;

/** The messages of a `mosquitto_sub -F '%U %q %r %t %p'`: Unix time, QoS, retain, topic, payload. */
function heard(subscriber: Child) {
  return subscriber.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [seconds, , retain, topic = '', ...payload] = line.split(' ');
      return { atMs: Number(seconds) * 1000, isRetained: retain === '1', topic, payload: payload.join(' ') };
    });
}

/** Two programs read the clock, and one of them in milliseconds. */
const CLOCKS_MS = 20;

const readingLine = ({ topic, payload }: { topic: string; payload: string }) => `${topic} ${payload}`;

const hasNoMosquitto = lacks('mosquitto', 'mosquitto-clients');

describe.skipIf(hasNoMosquitto)('publish --clients with mosquitto', () => {
  const own = useMosquitto();
  const subscribe = (id: string, ...args: readonly string[]) =>
    own.broker.subscribe(id, ['-F', '%U %q %r %t %p', '-q', '1', ...args]);

  it.each([
    ['3.1.1', '0'],
    ['3.1.1', '1'],
    ['3.1.1', '2'],
    ['3.1', '1'],
    ['5', '0'],
    ['5', '1'],
    ['5', '2'],
  ])(
    'publishes over MQTT %s at QoS %s what one client publishes, and every client is online meanwhile',
    async (version, qos) => {
      const prefix = `same/${version}/${qos}`;
      const subscriber = await subscribe(`same-${version}-${qos}`, '-t', `${prefix}/#`);
      const args = ['publish', '-L', own.broker.url, '-V', version, '-q', qos, '--seed', '7', '-C', '300'];
      const paced = ['--rate', 'max', '--speed', 'max', '--start', '2026-01-05T08:00Z'];
      const { code, stderr } = await runHere([...args, ...paced, ...ROOMS, '--prefix', prefix, '--quiet']);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      const one = await runHere([
        ...args,
        ...paced,
        ...ROOMS.slice(2),
        '--prefix',
        prefix,
        '-J',
        '--dry-run',
      ]);
      const expected = jsonLines(one.stdout).map(({ topic, payload }) => `${topic} ${payload}`);
      const status = () => heard(subscriber).filter(({ topic }) => topic.endsWith('/status'));
      await expect.poll(() => status().filter(({ payload }) => payload === 'offline').length, POLL).toBe(24);
      const readings = heard(subscriber).filter(({ topic }) => !topic.endsWith('/status'));
      expect(readings.map(readingLine).sort()).toEqual(expected.sort());
      for (const room of new Set(status().map(({ topic }) => topic))) {
        const ofRoom = status().filter(({ topic }) => topic === room);
        expect(ofRoom.map(({ payload }) => payload)).toEqual(['online', 'offline']);
      }
    },
  );

  it('counts the clients that a broker refuses by reason, and the others go on', async () => {
    const users = join(folder, 'users');
    writeFileSync(users, 'u1:x\nu2:y\n');
    expect((await runShell(`mosquitto_passwd -U ${users}`)).code).toBe(0);
    const broker = await startMosquitto({
      files: { users: readFileSync(users, 'utf8') },
      conf: ['allow_anonymous false', 'password_file FOLDER/users'],
    });
    try {
      const lines = ['N', 'S', 'E', 'O'].map((wing) => `b-${wing}:${wing < 'O' ? 'u1:x' : 'u2:wrong'}`);
      const file = join(folder, 'credentials');
      // As an editor of Windows writes it.
      writeFileSync(file, `\uFEFF${lines.join('\r\n')}\r\n# id:user:password`, { mode: 0o600 });
      const result = await runHere([
        ...['publish', '-L', broker.url, '--clients', 'wing', '--floors', '1', '-i', 'b-{wing}'],
        ...['--credentials', file, '-q', '1', '-C', '40', '--rate', 'max'],
      ]);
      expect(result.stderr).toContain('2 of 4 clients connected');
      expect(result.stderr).toMatch(/2 refused: .*not authorized/);
      expect(result.stderr).toMatch(/published 40 messages/);
      expect(result.code).toBe(5);
    } finally {
      await broker.stop();
    }
  });

  it('ends at once, with the reason, if there is no broker', async () => {
    const { code, stderr } = await runHere(['publish', '-L', 'mqtt://127.0.0.1:1', ...ROOMS]);
    expect(stderr).toContain("can't reach mqtt://127.0.0.1:1: nothing listens there");
    expect(code).toBe(1);
  });

  it('says before the first connection that there are too few file descriptors', async () => {
    const url = own.broker.url;
    const { code, stderr } = await runShell(
      `ulimit -n 300; $BUILDING_SIM publish -L ${url} --clients room --floors 10 --rooms 10`,
    );
    expect(stderr).toMatch(
      /^building-sim: --clients room: 400 clients need \d+ file descriptors.* may open 300/,
    );
    expect(code).toBe(2);
  });

  it('has each client in one shard, and each sensor in the shard of its client', async () => {
    const args = ['publish', '--dry-run', '-J', '--seed', '4', '--start', '2026-01-05', ...ROOMS];
    const fast = ['--every', '1m', '--speed', 'max', '--duration', '1m'];
    const roomsOf = async (...shard: readonly string[]) => {
      const { stdout } = await runHere([...args, ...fast, ...shard]);
      return jsonLines(stdout).map(({ topic }) => String(topic).split('/').slice(0, 4).join('/'));
    };
    const shards = await Promise.all(['1/3', '2/3', '3/3'].map((shard) => roomsOf('--shard', shard)));
    for (const rooms of shards) expect(rooms).toHaveLength(4 * new Set(rooms).size);
    expect(shards.flat().sort()).toEqual((await roomsOf()).sort());
  });

  it('leaves a will of each of 500 clients when the process is killed', async () => {
    const subscriber = await subscribe('wills', '-t', 'wills/+/+/+/+/status');
    const rooms = ['--clients', 'room', '--floors', '5', '--rooms', '25', '--prefix', 'wills'];
    const publisher = startCli(['publish', '-L', own.broker.url, ...rooms, '--ramp', '1s', '-q', '1']);
    const count = (state: string) => heard(subscriber).filter(({ payload }) => payload === state).length;
    await publisher.errLine(/500 of 500 clients connected/);
    await expect.poll(() => count('online'), POLL).toBe(500);
    expect(count('offline')).toBe(0);
    publisher.kill('SIGKILL');
    await expect.poll(() => count('offline'), POLL).toBe(500);
    const late = await subscribe('late', '-t', 'wills/+/+/+/+/status');
    await expect.poll(() => heard(late).length, POLL).toBe(500);
    expect(heard(late).every(({ payload, isRetained }) => payload === 'offline' && isRetained)).toBe(true);
  });

  it('shares the clients among --workers', async () => {
    const subscriber = await subscribe('workers', '-t', 'workers/+/+/+/+/status');
    const { code } = await runCli([
      ...['publish', '-L', own.broker.url, '--prefix', 'workers', '--workers', '2', ...ROOMS],
      ...['--rate', '100', '--duration', '1s', '-q', '1'],
    ]);
    expect(code).toBe(0);
    await expect.poll(() => heard(subscriber).length, POLL).toBe(48);
    const online = heard(subscriber).filter(({ payload }) => payload === 'online');
    expect(new Set(online.map(({ topic }) => topic)).size).toBe(24);
  });

  it('goes through the gateway to MQTT-SN', async () => {
    const gateway = startHere(['gateway', '--listen', '127.0.0.1:0', '--url', own.broker.url]);
    const port = /udp:\/\/127\.0\.0\.1:(\d+)/.exec(await gateway.errLine(/listens on udp:/))?.[1];
    const subscriber = await subscribe('sn', '-t', 'sn/#');
    const { code, stderr } = await runHere([
      ...['publish', '-L', `mqtt-sn://127.0.0.1:${port}`, ...ROOMS, '--prefix', 'sn', '-q', '1'],
      ...['-C', '50', '--rate', '50'],
    ]);
    expect(stderr).toContain('published 50 messages');
    expect(code).toBe(0);
    await expect
      .poll(() => heard(subscriber).filter(({ payload }) => payload === 'offline').length, POLL)
      .toBe(24);
    expect(heard(subscriber)).toHaveLength(50 + 48);
    await gateway.stop();
  });
});

describe('publish --clients with the broker of building-sim', () => {
  it('has states that alarm passes over', async () => {
    const { command, port } = await startBroker();
    const url = `mqtt://${HOST}:${port}`;
    await runHere(['publish', '-L', url, ...ROOMS, '-q', '1', '-C', '5', '--rate', 'max', '--quiet']);
    const { stderr } = await runHere(['alarm', '-L', url, '--duration', '300ms']);
    expect(stderr).toContain('listening to');
    expect(stderr).not.toContain('names no sensor');
    await command.stop();
  });

  let certificates: Certificates | undefined;
  afterAll(() => {
    if (certificates) rmSync(certificates.folder, { recursive: true });
  });

  it('goes over TCP, WebSocket and TLS', async () => {
    certificates = await makeCertificates();
    const file = certificates.file;
    const tls = ['--tls-port', '0', '--cert', file('server.crt'), '--key', file('server.key')];
    const { command, port } = await startBroker('--ws-port', '0', ...tls);
    const doors = [`mqtt://${HOST}:${port}`, `ws://${HOST}:${await portOf(command, 'ws')}`];
    const safe = [`mqtts://localhost:${await portOf(command, 'mqtts')}`, '--cafile', file('ca.crt')];
    for (const door of [...doors.map((url) => [url]), safe]) {
      const args = ['publish', '-L', ...door, ...ROOMS, '-q', '1', '-C', '50', '--rate', 'max'];
      const { code, stderr } = await runHere(args);
      expect(stderr).toMatch(
        /published 50 messages .*; no errors; 24 clients: 24 connected, 0 connections lost/,
      );
      expect(code).toBe(0);
    }
    await command.stop();
  });
});

/** A broker of the test's own, and a `mosquitto_sub` that it has subscribed. */
interface HeardBroker {
  readonly url: string;
  subscribe(id: string, args: readonly string[]): Promise<Child>;
  stop(): Promise<unknown>;
}

async function startOurs(): Promise<HeardBroker> {
  const { command, port, to } = await startBroker();
  return {
    url: `mqtt://${HOST}:${port}`,
    async subscribe(id, args) {
      const subscriber = startChild('mosquitto_sub', to('-i', id, ...args));
      await command.line(new RegExp(`"type":"subscribed".*"client":"${id}"`));
      return subscriber;
    },
    stop: () => command.stop(),
  };
}

/** These wait for most of their time, so they wait together. */
describe.skipIf(hasNoMosquitto).concurrent('publish --clients for some seconds', () => {
  const own = useMosquitto();
  const subscribe = (id: string, ...args: readonly string[]) =>
    own.broker.subscribe(id, ['-F', '%U %q %r %t %p', '-q', '1', ...args]);

  /** On a busy machine every client is connected before the building begins to live. */
  const RAMP = ['--ramp', '5s'];

  it.for([
    ['mosquitto', '3.1.1', startMosquitto],
    ['mosquitto', '5', startMosquitto],
    ['our broker', '3.1.1', startOurs],
    ['our broker', '5', startOurs],
  ] as const)(
    'keeps at %s over MQTT %s the online states of the truth, at every moment',
    async ([name, version, start], { expect }) => {
      const truth = join(folder, `churn at ${name} ${version}.jsonl`);
      const broker = await start();
      const subscriber = await broker.subscribe('churn', ['-F', '%U %q %r %t %p', '-q', '1', '-t', '#']);
      const to = ['publish', '-L', broker.url, '-V', version, '-q', '1'];
      const run = [...ROOMS, ...RAMP, '--churn', '5', '--seed', '11', '--rate', '50', '-J', '--truth', truth];
      const publisher = startHere([...to, ...run]);
      const ended = () => jsonLinesSoFar(readFileSync(truth, 'utf8')).filter(({ isOver }) => isOver === true);
      for (const type of ['client-left', 'client-vanished', 'client-moved'])
        await expect.poll(() => ended().filter((one) => one.type === type).length, POLL).toBeGreaterThan(2);
      const { code, stdout, stderr } = await publisher.stop('SIGINT');
      expect(stderr).toContain('24 clients: ');
      // A client that is away at the end may owe messages.
      expect(code).toBe(stderr.includes(' not acknowledged') ? 1 : 130);
      await runHere([...to, '-t', 'end', '-m', 'of all']);
      await subscriber.line(/ end of all$/);
      await broker.stop();

      const outages = jsonLines(readFileSync(truth, 'utf8'));
      const messages = heard(subscriber);
      // A busy machine has states under way no longer than the slowest reading, and then their acknowledgement.
      const slowestMs = Math.max(
        ...messages
          .filter(({ payload }) => payload.startsWith('{'))
          .map(({ atMs, payload }) => atMs - Date.parse(JSON.parse(payload).time)),
      );
      const states = messages.filter(({ topic }) => topic.endsWith('/status'));
      const topics = new Set(states.map(({ topic }) => topic));
      expect(topics.size).toBe(24);
      // All clients leave after the last reading.
      const endMs = Date.parse(String(jsonLines(stdout).at(-1)?.time));
      let looks = 0;
      for (const topic of topics) {
        const [first, ...changes] = states.filter((state) => state.topic === topic);
        expect(first?.payload).toBe('online');
        const truths = outages
          .filter(({ status }) => status === topic)
          .flatMap(({ start, end, isOver }) => [
            { payload: 'offline', trueMs: Date.parse(String(start)) },
            ...(isOver === true ? [{ payload: 'online', trueMs: Date.parse(String(end)) }] : []),
          ])
          .sort((one, other) => one.trueMs - other.trueMs);
        const ofTruth = changes.slice(0, truths.length);
        expect(ofTruth.map(({ payload }) => payload)).toEqual(truths.map(({ payload }) => payload));
        for (const { atMs } of changes.slice(truths.length)) expect(atMs).toBeGreaterThan(endMs - CLOCKS_MS);
        const underWay = truths.map(({ trueMs }, n) => {
          const heardMs = ofTruth[n]?.atMs ?? Number.NaN;
          expect(Math.abs(heardMs - trueMs)).toBeLessThan(2 * slowestMs + 1000);
          return {
            fromMs: Math.min(trueMs, heardMs) - CLOCKS_MS,
            toMs: Math.max(trueMs, heardMs) + CLOCKS_MS,
          };
        });
        for (let atMs = first?.atMs ?? endMs; atMs < endMs; atMs += 37) {
          // A state that is on its way says nothing yet.
          if (underWay.some(({ fromMs, toMs }) => fromMs < atMs && atMs < toMs)) continue;
          const isOut = truths.findLast(({ trueMs }) => trueMs <= atMs)?.payload === 'offline';
          const state = changes.findLast((change) => change.atMs <= atMs)?.payload ?? 'online';
          expect([topic, atMs, state]).toEqual([topic, atMs, isOut ? 'offline' : 'online']);
          looks += 1;
        }
      }
      expect(looks).toBeGreaterThan(1000);
    },
  );

  it('cuts the clients of a floor off with floor-offline: their wills come from the broker', async ({
    expect,
  }) => {
    const faults = join(folder, 'offline.yaml');
    const truth = join(folder, 'offline.jsonl');
    writeFileSync(faults, 'faults:\n  - {type: floor-offline, where: {floor: 2}, start: 2s, duration: 3s}\n');
    const subscriber = await subscribe('offline', '-t', 'off/#');
    const publisher = startHere([
      ...['publish', '-L', own.broker.url, '--prefix', 'off', ...ROOMS.slice(0, -2), '--truth', truth],
      ...['--faults', faults, '--rate', '50', '-q', '1', '--seed', '1', ...RAMP],
    ]);
    const states = (floor: number) =>
      heard(subscriber)
        .filter(({ topic }) => topic.startsWith(`off/BUILDING/P_${floor}/`) && topic.endsWith('status'))
        .map(({ payload }) => payload);
    await expect.poll(() => states(2).length, POLL).toBe(36);
    expect((await publisher.stop('SIGINT')).code).toBe(130);
    await expect.poll(() => states(2).length, POLL).toBe(48);
    const of12 = (state: string) => Array.from({ length: 12 }, () => state);
    expect(states(1)).toEqual([...of12('online'), ...of12('offline')]);
    expect(states(2)).toEqual(['online', 'offline', 'online', 'offline'].flatMap(of12));
    await expect.poll(() => own.broker.log.stderr, POLL).toMatch(CUT);
    const outages = jsonLines(readFileSync(truth, 'utf8')).filter(({ type }) => type === 'client-cut');
    expect(outages).toHaveLength(12);
  });

  it('connects again after the broker has ended all connections, and loses nothing at QoS 1', async ({
    expect,
  }) => {
    const broker = await startMosquitto({ conf: ['persistence false'] });
    try {
      const publisher = startHere([
        ...['publish', '-L', broker.url, ...ROOMS, '--duration', '10s', '--rate', '50', '-q', '1'],
        ...['--seed', '3'],
      ]);
      const first = await broker.subscribe('first', ['-t', '+/+/+/+/status']);
      await expect.poll(() => first.stdout, POLL).toBe('online\n'.repeat(24));
      await broker.restart('SIGKILL');
      const subscriber = await broker.subscribe('again', ['-F', '%U %q %r %t %p', '-t', '#']);
      const { code, stderr } = await publisher.ended;
      expect(stderr).toMatch(
        /published 500 messages .*; no errors; 24 clients: 24 connected, 24 connections lost/,
      );
      expect(code).toBe(0);
      expect(stderr).toContain('every client has lost its connection; they try again');
      expect(heard(subscriber).filter(({ payload }) => payload === 'online')).toHaveLength(24);
    } finally {
      await broker.stop();
    }
  });

  it('shares the clients among the nodes of a cluster, and moves them when one is gone', async ({
    expect,
  }) => {
    const [one, two] = await Promise.all([startBroker(), startBroker()]);
    const urls = [one, two].map(({ port }) => `mqtt://${HOST}:${port}`);
    const args = [
      'publish',
      '-L',
      urls.join(','),
      ...ROOMS,
      '-q',
      '1',
      '--rate',
      '50',
      '--duration',
      '6s',
      ...RAMP,
    ];
    const publisher = startHere(args);
    const connected = ({ command }: typeof one) =>
      new Set(
        jsonLinesSoFar(command.stdout)
          .filter(({ type }) => type === 'connected')
          .map(({ client }) => client),
      ).size;
    await expect.poll(() => [connected(one), connected(two)], POLL).toEqual([12, 12]);
    await one.command.stop();
    await expect.poll(() => connected(two), POLL).toBe(24);
    const { code, stderr } = await publisher.ended;
    expect(stderr).toMatch(/; no errors; 24 clients: 24 connected, \d+ connections lost/);
    expect(code).toBe(0);
    await two.command.stop();
  });
});
