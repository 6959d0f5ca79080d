import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, freePort, untilListening } from './mosquitto.ts';
import { pause, run, runSim, start, startSim, stop } from './programs.ts';
import { publishPackets, rawClient, writeAll, writePayloadLines } from './traffic.ts';

/** Two ways to do the same, measured one after the other; both give a rate, or both a time in milliseconds. */
export interface Comparison {
  readonly name: string;
  readonly against: string;
  readonly unit: '/s' | 'ms';
  /** The ratio to reach: at least for rates, at most for times; 0 for a row without a figure to reach. */
  readonly aim: number;
  readonly ours: () => Promise<number>;
  readonly theirs: () => Promise<number>;
}

/** Messages each. A run takes seconds, so the start of Node hardly counts. */
export interface Sizes {
  readonly flooded: number;
  readonly published: number;
  readonly listened: number;
  readonly passed: number;
}

const TOPIC = 'BUILDING/P_1/O/4/TEMP';

/** Time for a subscriber to subscribe. */
const SUBSCRIBING_MS = 1200;

export function comparisons(
  { url, port }: Broker,
  { flooded, published, listened, passed }: Sizes,
): Comparison[] {
  const lines = join(tmpdir(), `building-sim-bench-${process.pid}.txt`);
  writePayloadLines(lines, flooded);
  process.on('exit', () => rmSync(lines, { force: true }));
  const packets = publishPackets(listened);
  const host = hostArgs(port);
  const mosquittoPub = async (): Promise<number> =>
    rate(flooded, await run('mosquitto_pub', [...host, '-l', '-t', TOPIC], { input: lines }));
  const publishArgs = (count: number) => ['publish', '-L', url, '--rate', 'max', '-C', `${count}`, '--quiet'];
  const listening = async (starts: () => ReturnType<typeof start>): Promise<number> => {
    const child = starts();
    const ended = once(child, 'exit');
    await pause(SUBSCRIBING_MS);
    const socket = await rawClient(port);
    const from = performance.now();
    await writeAll(socket, packets);
    await ended;
    return rate(listened, performance.now() - from);
  };
  const sub = (args: readonly string[]) => start('mosquitto_sub', [...host, '-t', 'BUILDING/#', ...args]);

  return [
    {
      name: 'publish --rate max, QoS 0',
      against: 'mosquitto_pub -l',
      unit: '/s',
      aim: 1,
      ours: async () => rate(flooded, await runSim(publishArgs(flooded))),
      theirs: mosquittoPub,
    },
    {
      name: 'publish --rate max, QoS 1, until mosquitto_sub has all',
      against: 'mosquitto_pub -l -q 1',
      unit: '/s',
      aim: 1,
      ours: () => passing(port, published, () => startSim([...publishArgs(published), '-q', '1'])),
      theirs: () => passing(port, published, () => mosquittoPubOf(port, lines)),
    },
    {
      name: 'a bare socket in large writes, QoS 0 (the limit)',
      against: 'mosquitto_pub -l',
      unit: '/s',
      aim: 0,
      ours: async () => {
        const socket = await rawClient(port);
        const from = performance.now();
        await writeAll(socket, packets);
        return rate(listened, performance.now() - from);
      },
      theirs: mosquittoPub,
    },
    {
      name: 'alarm, nothing crosses',
      against: 'mosquitto_sub > /dev/null',
      unit: '/s',
      aim: 1,
      ours: () => listening(() => startSim(['alarm', '-L', url, '-C', '1'])),
      theirs: () => listening(() => sub(['-C', `${listened}`])),
    },
    {
      name: 'watch',
      against: 'mosquitto_sub -v > /dev/null',
      unit: '/s',
      aim: 0,
      ours: () => listening(() => startSim(['watch', '-L', url, '-C', `${listened}`])),
      theirs: () => listening(() => sub(['-v', '-C', `${listened}`])),
    },
    {
      name: 'the embedded broker, mosquitto_pub to mosquitto_sub, QoS 1',
      against: 'mosquitto',
      unit: '/s',
      aim: 0,
      ours: async () => {
        const own = await freePort();
        const broker = startSim(['broker', '--port', `${own}`]);
        await untilListening(own);
        const result = await passing(own, passed, () => mosquittoPubOf(own, lines));
        await stop(broker);
        return result;
      },
      theirs: () => passing(port, passed, () => mosquittoPubOf(port, lines)),
    },
    {
      name: '--help',
      against: 'node -e 0',
      unit: 'ms',
      aim: 1.3,
      ours: () => runSim(['--help']),
      theirs: () => run(process.execPath, ['-e', '0']),
    },
    {
      name: 'publish --count 1',
      against: 'node -e 0',
      unit: 'ms',
      aim: 2.2,
      ours: () => runSim(['publish', '-L', url, '--count', '1', '--quiet']),
      theirs: () => run(process.execPath, ['-e', '0']),
    },
  ];
}

/** Messages at QoS 1 through a broker to a foreign subscriber, until it has so many. */
async function passing(port: number, count: number, publisher: () => ChildProcess): Promise<number> {
  const sub = start('mosquitto_sub', [...hostArgs(port), '-t', 'BUILDING/#', '-C', `${count}`]);
  const ended = once(sub, 'exit');
  await pause(SUBSCRIBING_MS / 2);
  const from = performance.now();
  const pub = publisher();
  await ended;
  const result = rate(count, performance.now() - from);
  await stop(pub, 'SIGKILL');
  return result;
}

/** Keeps stdin open: at its end mosquitto_pub 2.0 leaves, even with QoS 1 messages still to send. */
function mosquittoPubOf(port: number, lines: string): ChildProcess {
  const pub = start('mosquitto_pub', [...hostArgs(port), '-l', '-t', TOPIC, '-q', '1'], { input: 'pipe' });
  pub.stdin?.on('error', () => {}); // it is killed when all has arrived
  if (pub.stdin) createReadStream(lines).pipe(pub.stdin, { end: false });
  return pub;
}

function hostArgs(port: number): string[] {
  return ['-h', '127.0.0.1', '-p', `${port}`];
}

function rate(count: number, ms: number): number {
  return (count * 1000) / ms;
}
