import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type RabbitCluster, startRabbitCluster } from '../cluster/rabbitmq.ts';
import { BIN, cpuMs, pause, startSim, stop } from './parts/programs.ts';

/**
 * A thousandth of a country on this machine: a million sensors publish at QoS 1 to three nodes of RabbitMQ with quorum queues,
 * and four alarm workers, a wing each, report what crosses a limit. In the middle the publisher's node is killed. Prints Markdown; exits
 * with 1 if an acknowledged reading beyond its limit was not reported.
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '60' },
  },
});
const perSecond = Number(values.rate);
const seconds = Number(values.seconds);
/** Code is compiled, and the broker's queues are set up. */
const WARM_UP_MS = 5000;
/** The time after the node's death that counts as `during`. */
const DURING_MS = 10_000;
const QUIET_MS = 5000;
const WINGS = ['N', 'S', 'E', 'O'] as const;
const CITY = ['--floors', '100', '--rooms', '625'];

interface Report {
  readonly key: string;
  /** Of the reading. */
  readonly timeMs: number;
  readonly arrivedMs: number;
}

const cluster = await startRabbitCluster();
try {
  process.exitCode = await run(cluster);
} finally {
  await cluster.stop();
}
process.exit();

async function run({ urls, pids, kill }: RabbitCluster): Promise<number> {
  const reports: Report[] = [];
  const workers = await Promise.all(WINGS.map((wing, i) => startWorker(wing, rotated(urls, i + 1), reports)));
  const readings = [...CITY, '--rate', `${perSecond}`, '--duration', `${seconds}s`];
  const publisher = startSim(['publish', '-L', urls.join(','), '-q', '1', ...readings], { isHeard: true });
  publisher.stdout?.resume();
  let said = '';
  publisher.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const ended = once(publisher, 'exit');
  const parts = [
    ['three nodes', pids.map((pid) => ({ pid }))],
    ['publish', [publisher]],
    ['four alarm workers', workers],
  ] as const;
  await pause(WARM_UP_MS);
  const before = parts.map(([, processes]) => cpuOf(processes));
  const beforeMs = Date.now();
  await Promise.race([pause(Math.max(0, (seconds * 1000) / 3 - WARM_UP_MS)), ended]);
  const cores = parts.map(
    ([name, processes], i) =>
      `${name} ${((cpuOf(processes) - (before[i] ?? 0)) / (Date.now() - beforeMs)).toFixed(2)}`,
  );
  const killedMs = Date.now();
  await kill(0);
  const [code] = await ended;
  const endedMs = Date.now();
  const [, seed = '', start = ''] = /--seed (\S+) --start (\S+)/.exec(said) ?? [];
  const startMs = Date.parse(start);
  await untilQuiet(reports);
  await Promise.all(workers.map((worker) => stop(worker)));

  const expected = await breachesOf([...readings, '--seed', seed, '--start', start]);
  const times = new Map<string, number>();
  for (const { key } of reports) times.set(key, (times.get(key) ?? 0) + 1);
  const missing = expected.filter((key) => !times.has(key));
  const published = Number(/published (\d+) messages/.exec(said)?.[1]);
  const tookMs = endedMs - startMs;
  print(`| ${whole(perSecond)} readings/s for ${seconds} s, at QoS 1 | |\n|---|---:|`);
  print(
    `| published and acknowledged | ${whole(published)} in ${(tookMs / 1000).toFixed(1)} s: ${whole((published * 1000) / tookMs)}/s |`,
  );
  print(`| beyond a limit | ${whole(expected.length)} |`);
  print(`| of them not reported | ${whole(missing.length)} |`);
  print(`| reported twice | ${whole([...times.values()].filter((count) => count > 1).length)} |`);
  print(`| cores in use before the node is killed | ${cores.join(', ')} |`);
  printLatency('before the node is killed', reports, startMs + WARM_UP_MS, killedMs);
  printLatency(`in the ${DURING_MS / 1000} s after`, reports, killedMs, killedMs + DURING_MS);
  printLatency('later', reports, killedMs + DURING_MS, Number.POSITIVE_INFINITY);
  print(`\n${said.trim().split('\n').at(-1) ?? ''}`);
  return code === 0 && missing.length === 0 ? 0 : 1;
}

async function startWorker(wing: string, urls: readonly string[], reports: Report[]): Promise<ChildProcess> {
  const session = ['-q', '1', '-c', '-i', `scale-${wing}`];
  const worker = startSim(['alarm', '-L', urls.join(','), '--wing', wing, ...session, '-J'], {
    isHeard: true,
  });
  if (worker.stdout === null) throw new Error('alarm says nothing');
  createInterface({ input: worker.stdout }).on('line', (line) => {
    const { topic, time } = JSON.parse(line) as { topic: string; time: string };
    reports.push({ key: `${topic} ${time}`, timeMs: Date.parse(time), arrivedMs: Date.now() });
  });
  await new Promise<void>((resolve, reject) => {
    worker.stderr?.on('data', (text: Buffer) => {
      if (text.includes('listening to')) resolve();
    });
    worker.once('exit', (code) => reject(new Error(`alarm ended with ${code}`)));
  });
  return worker;
}

/** The readings of the same run beyond a limit, computed again without a broker. */
async function breachesOf(readings: readonly string[]): Promise<string[]> {
  const publish = spawn(
    process.execPath,
    [BIN, 'publish', ...readings, '--speed', 'max', '--dry-run', '-J'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const judge = spawn(process.execPath, [BIN, 'rules', 'run', '--report', 'breaches', '-J'], {
    stdio: [publish.stdout, 'pipe', 'ignore'],
  });
  const keys: string[] = [];
  createInterface({ input: judge.stdout as NonNullable<typeof judge.stdout> }).on('line', (line) => {
    const { topic, time } = JSON.parse(line) as { topic: string; time: string };
    keys.push(`${topic} ${time}`);
  });
  await once(judge, 'close');
  return keys;
}

function printLatency(when: string, reports: readonly Report[], fromMs: number, toMs: number): void {
  const delays = reports
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs)
    .map(({ timeMs, arrivedMs }) => arrivedMs - timeMs)
    .sort((a, b) => a - b);
  const at = (share: number): string => whole(delays[Math.ceil(delays.length * share) - 1] ?? Number.NaN);
  print(`| reading to alarm line, ${when}: median, p99, longest | ${at(0.5)}, ${at(0.99)}, ${at(1)} ms |`);
}

function cpuOf(processes: readonly { readonly pid?: number | undefined }[]): number {
  return processes.reduce((sum, { pid }) => sum + cpuMs({ pid }), 0);
}

/** Until no report has come for a while. */
async function untilQuiet(reports: readonly Report[]): Promise<void> {
  for (let before = -1; before !== reports.length; await pause(QUIET_MS)) before = reports.length;
}

function rotated(urls: readonly string[], by: number): string[] {
  return urls.map((_, i) => urls[(i + by) % urls.length] ?? '');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
