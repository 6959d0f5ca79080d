// Tests src/publisher/, src/mqtt/ and src/broker/ end to end: no reading is lost.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import type { Child } from '../cli/child.ts';
import { freePort } from '../cli/free-port.ts';
import { type Mosquitto, startMosquitto } from '../cli/mosquitto.ts';
import { startCli } from '../cli/run.ts';
import { lacks } from '../parts.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import {
  type Arrivals,
  arrivalsAt,
  duplicatesIn,
  longestGapMs,
  missingFrom,
  readingKeys,
  writeRecording,
} from './readings.ts';
import { unreadBytes } from './unread.ts';

/** `.ci/run` asks for fewer. */
const READINGS = Number(process.env.SOAK_READINGS ?? 100_000);
const PER_SECOND = 4000;
const BREAKS = 3;
const TIMEOUT_MS = 60_000 + READINGS * 5;
const WAIT = { timeout: TIMEOUT_MS, interval: 20 };

/** mosquitto keeps sessions on disk, without a bound on their messages. */
const PERSISTENT = [
  'persistence true',
  'persistence_location FOLDER/',
  'autosave_on_changes true',
  'autosave_interval 1000',
  'max_queued_messages 0',
  'max_inflight_messages 0',
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-soak-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function startPublisher(url: string, count: number, args: readonly string[]): Promise<Child> {
  const recording = join(folder, 'recording.csv');
  await writeRecording(recording, count, PER_SECOND);
  return startCli(['publish', '-L', url, '-J', '--replay', recording, ...args]);
}

async function startWatch(broker: Mosquitto, url: string, qos: string): Promise<Child> {
  const from = broker.log.stderr.length;
  const watch = startCli(['watch', '-L', url, '-J', '-c', '-i', 'watch', '-q', qos]);
  await broker.log.errLine(/Sending SUBACK to watch$/, from);
  return watch;
}

/** Runs `disturbance` three times, evenly among the arriving readings. */
async function disturb(arrivals: Arrivals, count: number, disturbance: () => unknown): Promise<void> {
  for (let n = 1; n <= BREAKS; n++) {
    await expect.poll(() => arrivals.size, WAIT).toBeGreaterThan((count * n) / (BREAKS + 1));
    await disturbance();
  }
}

/**
 * Kills mosquitto like a power cut, in the middle of its work, but only after the clients have read all sent bytes:
 * mosquitto acknowledges a message before it saves the message. Killed without warning, mosquitto 2.0.11 lost 8 to 327
 * of 20,000 messages in 4 of 20 runs. A capture showed the same course each time: PUBLISH to mosquitto, PUBACK back,
 * PUBLISH to the subscriber's socket, and a reset before the subscriber had read the PUBLISH, so no PUBACK. On the next
 * connection the session was present, but mosquitto sent no other PUBLISH. No client can make up for this loss.
 */
async function kill(broker: Mosquitto, arrivals: Arrivals): Promise<void> {
  broker.log.kill('SIGSTOP');
  let before = -1;
  while (arrivals.size !== before) {
    before = arrivals.size;
    await new Promise((resolve) => setTimeout(resolve, 200));
    // The clients may have had no time to read.
    await expect.poll(() => unreadBytes(broker.port), WAIT).toBe(0);
  }
  await broker.log.stop('SIGKILL');
}

async function killAndRestart(broker: Mosquitto, arrivals: Arrivals): Promise<void> {
  await kill(broker, arrivals);
  await broker.start();
}

describe.skipIf(lacks('mosquitto'))('a kept session', { timeout: TIMEOUT_MS }, () => {
  it(`hears ${READINGS} readings at QoS 1 while mosquitto is killed and started again ${BREAKS} times`, async () => {
    const broker = await startMosquitto({ conf: PERSISTENT });
    onTestFinished(() => broker.stop());
    const watch = await startWatch(broker, broker.url, '1');
    const arrivals = arrivalsAt(watch);
    const publish = await startPublisher(broker.url, READINGS, ['-q', '1']);
    await disturb(arrivals, READINGS, () => killAndRestart(broker, arrivals));

    const { code, stdout, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('no errors')]);
    const published = readingKeys(stdout);
    expect(published).toHaveLength(READINGS);
    await expect.poll(() => missingFrom(arrivals, published).length, WAIT).toBe(0);
    process.stdout.write(`QoS 1, ${BREAKS} kills: ${READINGS} readings, ${duplicatesIn(arrivals)} twice\n`);
    expect((await watch.stop('SIGINT')).stderr.match(/connected again/g)).toHaveLength(BREAKS);
  });

  it('hears every reading exactly once at QoS 2 while connections are cut', async () => {
    const count = READINGS / 4;
    const broker = await startMosquitto({ conf: ['max_queued_messages 0'] });
    const proxy = await startCuttingProxy(broker.port);
    onTestFinished(async () => {
      await proxy.close();
      await broker.stop();
    });
    const url = `mqtt://127.0.0.1:${proxy.port}`;
    const watch = await startWatch(broker, url, '2');
    const arrivals = arrivalsAt(watch);
    const publish = await startPublisher(url, count, ['-q', '2', '-c', '-i', 'publish']);
    await disturb(arrivals, count, () => proxy.cut());

    const { code, stdout, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('no errors')]);
    const published = readingKeys(stdout);
    await expect.poll(() => arrivals.size, WAIT).toBe(count);
    expect(missingFrom(arrivals, published)).toEqual([]);
    expect((await watch.stop('SIGINT')).stderr.match(/connected again/g)).toHaveLength(BREAKS);
    expect(duplicatesIn(arrivals)).toBe(0);
  });

  it('goes on at the second of two brokers when the first is killed', async () => {
    const count = READINGS / 4;
    const [first, second] = [
      await startMosquitto({ conf: PERSISTENT }),
      await startMosquitto({ conf: PERSISTENT }),
    ];
    onTestFinished(async () => {
      await first.stop();
      await second.stop();
    });
    // The brokers share nothing: the second must know the session before the publisher comes.
    const early = await startWatch(second, second.url, '1');
    await early.stop('SIGINT');
    const both = `${first.url},${second.url}`;
    const watch = await startWatch(first, both, '1');
    const arrivals = arrivalsAt(watch);
    const publish = await startPublisher(both, count, ['-q', '1']);
    await expect.poll(() => arrivals.size, WAIT).toBeGreaterThan(count / 2);
    await kill(first, arrivals);

    const { code, stdout, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('no errors')]);
    expect(stderr).toContain(`node 127.0.0.1:${second.port}`);
    await expect.poll(() => missingFrom(arrivals, readingKeys(stdout)).length, WAIT).toBe(0);
    process.stdout.write(
      `two brokers: a gap of ${longestGapMs(arrivals)} ms, of which the freeze before the kill is a part\n`,
    );
    await watch.stop('SIGINT');
  });
});

describe('a publisher with an id', { timeout: TIMEOUT_MS }, () => {
  it('delivers every message through a network that resets after 2 to 400 kB', async () => {
    const count = READINGS / 5;
    const broker = await createBroker();
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    const proxy = await startCuttingProxy(port, () => 2000 + Math.random() * 398_000);
    const heard = new Set<string>();
    const subscriber = await connectAsync(`mqtt://127.0.0.1:${port}`);
    subscriber.on('message', (_, payload) => heard.add(`${payload}`));
    await subscriber.subscribeAsync('t', { qos: 1 });
    const lines = Array.from({ length: count }, (_, i) => `${i} ${'x'.repeat(100)}\n`);
    const args = ['publish', '-L', `mqtt://127.0.0.1:${proxy.port}`, '-i', 'own', '-q', '1', '-t', 't', '-l'];
    const { code, stderr } = await startCli(args, { stdin: lines.join('') }).ended;
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    await expect.poll(() => heard.size, WAIT).toBe(count);
    process.stdout.write(`${count} messages, ${proxy.connections - 1} resets\n`);
    await subscriber.endAsync(true);
    await proxy.close();
    await broker.close();
  });
});

describe('a kept session of our broker', { timeout: TIMEOUT_MS }, () => {
  it(`hears every reading exactly once at QoS 2 while the broker is killed ${BREAKS} times`, async () => {
    const count = READINGS / 10;
    const port = await freePort();
    const url = `mqtt://127.0.0.1:${port}`;
    const start = async (): Promise<Child> => {
      const child = startCli(['broker', '--port', `${port}`, '--store', join(folder, 'store')]);
      await child.errLine(/listens on mqtt:/);
      return child;
    };
    let broker = await start();
    const watch = startCli(['watch', '-L', url, '-J', '-c', '-i', 'watch', '-q', '2']);
    await watch.errLine(/^listening/);
    const arrivals = arrivalsAt(watch);
    const publish = await startPublisher(url, count, ['-q', '2', '-c', '-i', 'publish']);
    await disturb(arrivals, count, async () => {
      await broker.stop('SIGKILL');
      broker = await start();
    });

    const { code, stdout, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('no errors')]);
    const published = readingKeys(stdout);
    await expect.poll(() => arrivals.size, WAIT).toBe(count);
    expect(missingFrom(arrivals, published)).toEqual([]);
    await expect.poll(() => watch.stderr.match(/connected again/g)?.length, WAIT).toBe(BREAKS);
    await watch.stop('SIGINT');
    expect(duplicatesIn(arrivals)).toBe(0);
  });
});
