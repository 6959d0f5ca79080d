import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Load, type LoadResult, measureLoad } from './parts/broker-load.ts';
import { longestWait, openIdle, receiveRetained, retainMany, subscribeMany } from './parts/broker-size.ts';
import { median } from './parts/median.ts';
import { freePort, missingParts, startMosquitto, untilListening } from './parts/mosquitto.ts';
import { memoryMb, startSim, stop } from './parts/programs.ts';

/**
 * The embedded broker against mosquitto: messages a second and CPU a message, round by round, and what it holds. Prints
 * Markdown. The clients take a core of their own: with two cores the rates are those of the slower of both.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false } },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const scale = values.quick ? 0.1 : 1;

interface Running {
  readonly port: number;
  /** Of WebSocket; mosquitto's is none. */
  readonly wsPort: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

type Starts = (isStored: boolean) => Promise<Running>;

if (missingParts().length > 0) {
  process.stderr.write('mosquitto not found: apt-get install mosquitto mosquitto-clients\n');
  process.exit(1);
}
print(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, load ${load()}; `);
print(`medians of ${rounds} rounds\n`);
print('| one publisher, 100 bytes | ours | against | ratio | aim | CPU a message | against | ratio | aim |');
print('|---|---:|---:|---:|---:|---:|---:|---:|---:|');
for (const qos of [0, 1] as const) {
  for (const window of [20, 500]) {
    for (const subscribers of [1, 10]) {
      const messages = Math.round(((subscribers === 1 ? 200_000 : 40_000) / (window === 20 ? 2 : 1)) * scale);
      const name = `QoS ${qos}, window ${window}, ${subscribers} subscriber${subscribers > 1 ? 's' : ''}`;
      await compare(name, { qos, window, subscribers, messages }, [1.5, 0.8]);
    }
  }
}
for (const window of [20, 500]) {
  const messages = Math.round((window === 20 ? 20_000 : 60_000) * scale);
  const stored = { qos: 1, window, subscribers: 1, messages, isPersistent: true } as const;
  await compare(`--store against persistence, QoS 1, window ${window}`, stored, [1, undefined]);
}
for (const qos of [0, 1] as const) {
  const common = { qos, window: 500, subscribers: 1, messages: Math.round(150_000 * scale) } as const;
  const results = await alternate(
    () => measured(startOurs, { ...common, transport: 'ws' }),
    () => measured(startOurs, common),
  );
  row(`WebSocket against TCP, ours, QoS ${qos}, window 500`, results, [0.8, undefined]);
}
print('\n| held by ours | | aim |\n|---|---:|---:|');
await printSizes();
print(`\nload at the end ${load()}`);

async function compare(name: string, load: Load, aims: Aims): Promise<void> {
  const results = await alternate(
    () => measured(startOurs, load),
    () => measured(startTheirs, load),
  );
  row(name, results, aims);
}

type Pair = { readonly our: LoadResult; readonly their: LoadResult };
/** At least so much of the rate, and at most so much of the CPU. */
type Aims = readonly [rate: number | undefined, cpu: number | undefined];

/** Each is first in every other round. */
async function alternate(
  ours: () => Promise<LoadResult>,
  theirs: () => Promise<LoadResult>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await theirs() : undefined;
    const our = await ours();
    pairs.push({ our, their: first ?? (await theirs()) });
  }
  return pairs;
}

async function measured(starts: Starts, load: Load): Promise<LoadResult> {
  const broker = await starts(load.isPersistent ?? false);
  const result = await measureLoad(
    load.transport === 'ws' ? broker.wsPort : broker.port,
    broker.process,
    load,
  );
  await broker.stop();
  return result;
}

async function startOurs(isStored: boolean): Promise<Running> {
  const [port, wsPort] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'building-sim-bench-'));
  const store = isStored ? ['--store', join(folder, 'store')] : [];
  const child = startSim(['broker', '--port', `${port}`, '--ws-port', `${wsPort}`, ...store]);
  await untilListening(port);
  await untilListening(wsPort);
  return {
    port,
    wsPort,
    process: child,
    async stop() {
      await stop(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startTheirs(isPersistent: boolean): Promise<Running> {
  const broker = await startMosquitto(undefined, { isPersistent });
  return { port: broker.port, wsPort: 0, process: broker.process, stop: () => broker.stop('SIGKILL') };
}

async function printSizes(): Promise<void> {
  const connections = 10_000 * scale;
  const idle = await startOurs(false);
  const sockets = await openIdle(idle.port, connections);
  print(
    `| ${whole(connections)} idle connections | ${whole(memoryMb(idle.process, 'VmRSS') ?? 0)} MB | 250 MB |`,
  );
  for (const socket of sockets) socket.destroy();
  await idle.stop();

  const topics = 1_000_000 * scale;
  const retaining = await startOurs(false);
  await retainMany(retaining.port, topics);
  print(
    `| ${whole(topics)} retained topics | ${whole(memoryMb(retaining.process, 'VmRSS') ?? 0)} MB | 600 MB |`,
  );
  const ms = await receiveRetained(retaining.port, topics);
  print(`| all of them to a wildcard subscriber | ${(ms / 1000).toFixed(1)} s | |`);
  await retaining.stop();

  const filters = 100_000 * scale;
  const subscribing = await startOurs(false);
  const subscribedMs = await subscribeMany(subscribing.port, filters);
  print(`| subscribing to ${whole(filters)} filters | ${(subscribedMs / 1000).toFixed(2)} s | 2 s |`);
  await subscribing.stop();

  const waiting = await startOurs(false);
  await retainMany(waiting.port, 10_000 * scale);
  const waitMs = await longestWait(waiting.port, filters);
  const during = `one SUBSCRIBE of ${whole(filters)} filters with ${whole(10_000 * scale)} retained topics`;
  print(`| the longest wait of another client during ${during} | ${whole(waitMs)} ms | 100 ms |`);
  await waiting.stop();
}

function row(name: string, pairs: readonly Pair[], [rateAim, cpuAim]: Aims): void {
  const rate = compared(pairs, ({ perSecond }) => perSecond);
  const cpu = compared(pairs, ({ cpuMicros }) => cpuMicros);
  const rates = `${whole(rate.our)}/s | ${whole(rate.their)}/s | ${rate.ratio.toFixed(2)} | ${rateAim ? `≥ ${rateAim}` : ''}`;
  const costs = `${cpu.our.toFixed(1)} µs | ${cpu.their.toFixed(1)} µs | ${cpu.ratio.toFixed(2)} | ${cpuAim ? `≤ ${cpuAim}` : ''}`;
  print(`| ${name} | ${rates} | ${costs} |`);
}

function compared(pairs: readonly Pair[], of: (result: LoadResult) => number) {
  return {
    our: median(pairs.map(({ our }) => of(our))),
    their: median(pairs.map(({ their }) => of(their))),
    ratio: median(pairs.map(({ our, their }) => of(our) / of(their))),
  };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function load(): string {
  return loadavg()[0]?.toFixed(1) ?? '?';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
