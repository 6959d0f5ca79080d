// Tests src/services/publishing/fleet-outlet.ts, src/fleet, src/mqtt/lean and src/mqtt-sn/link/sn-link.ts through `publish --clients`
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { lacks } from '../parts.ts';
import type { Child } from './child.ts';
import { startMosquitto, useMosquitto } from './mosquitto.ts';
import { jsonLines, jsonLinesSoFar, runCli, runShell, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { HOST, portOf, startBroker } from './running-broker.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-clients-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 24 rooms. */
const ROOMS = ['--clients', 'room', '--floors', '2', '--rooms', '3', '--faults', '0'];
const POLL = { timeout: 60_000, interval: 50 };

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

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('publish --clients with mosquitto', () => {
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

  it.each(['3.1.1', '5'])(
    'has the online states of the truth at every moment, with --churn over MQTT %s',
    async (version) => {
      const prefix = `churn/${version}`;
      const truth = join(folder, `churn-${version}.jsonl`);
      const subscriber = await subscribe(`churn-${version}`, '-t', `${prefix}/+/+/+/+/status`);
      const args = ['publish', '-L', own.broker.url, '-V', version, '--prefix', prefix, ...ROOMS];
      const { code, stderr } = await runHere([
        ...args,
        ...['--seed', '11', '--churn', '5', '--duration', '9s', '--rate', '100', '-q', '1'],
        ...['--truth', truth],
      ]);
      expect(stderr).toContain('24 clients: ');
      expect(code).toBe(0);
      const outages = jsonLines(readFileSync(truth, 'utf8')).map((outage) => ({
        type: String(outage.type),
        status: String(outage.status),
        startMs: Date.parse(String(outage.start)),
        endMs: outage.isOver === true ? Date.parse(String(outage.end)) : Number.POSITIVE_INFINITY,
      }));
      for (const type of ['client-left', 'client-vanished', 'client-moved'])
        expect(outages.map((outage) => outage.type)).toContain(type);
      const isOut = (topic: string, atMs: number) =>
        outages.some(({ status, startMs, endMs }) => status === topic && startMs <= atMs && atMs < endMs);
      // The messages of the end, when all clients leave, are no part of it.
      const states = heard(subscriber);
      const fromMs = Math.max(...states.slice(0, 24).map(({ atMs }) => atMs));
      const endMs = (states.at(-24)?.atMs ?? 0) - 100;
      const topics = [...new Set(states.map(({ topic }) => topic))];
      expect(topics).toHaveLength(24);
      let looks = 0;
      for (const topic of topics) {
        const changes = states.filter((state) => state.topic === topic);
        const changed = (atMs: number, payload: string) =>
          changes
            .filter((change) => change.payload === payload)
            .sort((one, other) => Math.abs(one.atMs - atMs) - Math.abs(other.atMs - atMs))[0]?.atMs;
        // From a change of the truth to its message no moment is looked at: the message is on its way.
        const underWay = outages
          .filter(({ status }) => status === topic)
          .flatMap(({ startMs, endMs }) => [[startMs, 'offline'] as const, [endMs, 'online'] as const])
          .filter(([atMs]) => Number.isFinite(atMs))
          .map(([atMs, payload]) => [atMs, changed(atMs, payload) ?? Number.NaN]);
        for (const [trueMs = 0, heardMs = 0] of underWay)
          expect(Math.abs(trueMs - heardMs)).toBeLessThan(5000);
        for (let atMs = fromMs; atMs < endMs; atMs += 37) {
          const isUnderWay = underWay.some(
            (times) => atMs > Math.min(...times) - CLOCKS_MS && atMs < Math.max(...times) + CLOCKS_MS,
          );
          if (isUnderWay) continue;
          const state = changes.filter((change) => change.atMs <= atMs).at(-1)?.payload;
          expect([topic, atMs, state]).toEqual([topic, atMs, isOut(topic, atMs) ? 'offline' : 'online']);
          looks += 1;
        }
      }
      expect(looks).toBeGreaterThan(1000);
    },
  );

  it('cuts the clients of a floor off with floor-offline: their wills come from the broker', async () => {
    const faults = join(folder, 'offline.yaml');
    const truth = join(folder, 'offline.jsonl');
    writeFileSync(faults, 'faults:\n  - {type: floor-offline, where: {floor: 2}, start: 2s, duration: 3s}\n');
    const subscriber = await subscribe('offline', '-t', 'off/#');
    const { code } = await runHere([
      ...['publish', '-L', own.broker.url, '--prefix', 'off', ...ROOMS.slice(0, -2), '--truth', truth],
      ...['--faults', faults, '--duration', '8s', '--rate', '100', '-q', '1', '--seed', '1'],
    ]);
    expect(code).toBe(0);
    const states = (floor: number) =>
      heard(subscriber)
        .filter(({ topic }) => topic.startsWith(`off/BUILDING/P_${floor}/`) && topic.endsWith('status'))
        .map(({ payload }) => payload);
    await expect.poll(() => states(2).length, POLL).toBe(48);
    const of12 = (state: string) => Array.from({ length: 12 }, () => state);
    expect(states(1)).toEqual([...of12('online'), ...of12('offline')]);
    expect(states(2)).toEqual(['online', 'offline', 'online', 'offline'].flatMap(of12));
    expect(own.broker.log.stderr).toMatch(/Client bsim-[0-9a-f]{6}-2N1 closed its connection/);
    const outages = jsonLines(readFileSync(truth, 'utf8')).filter(({ type }) => type === 'client-cut');
    expect(outages).toHaveLength(12);
  });

  it('connects again after the broker has ended all connections, and loses nothing at QoS 1', async () => {
    const broker = await startMosquitto({ conf: ['persistence false'] });
    try {
      const publisher = startHere([
        ...['publish', '-L', broker.url, ...ROOMS, '--duration', '10s', '--rate', '50', '-q', '1'],
        ...['--seed', '3'],
      ]);
      await publisher.errLine(/24 of 24 clients connected/);
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
      writeFileSync(file, `# id:user:password\n${lines.join('\n')}\n`, { mode: 0o600 });
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

  it.skipIf(lacks('mosquitto'))('goes through the gateway to MQTT-SN', async () => {
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
  it('shares the clients among the nodes of a cluster, and moves them when one is gone', async () => {
    const [one, two] = await Promise.all([startBroker(), startBroker()]);
    const urls = [one, two].map(({ port }) => `mqtt://${HOST}:${port}`);
    const args = ['publish', '-L', urls.join(','), ...ROOMS, '-q', '1', '--rate', '50', '--duration', '9s'];
    const publisher = startHere(args);
    await publisher.errLine(/24 of 24 clients connected/);
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
