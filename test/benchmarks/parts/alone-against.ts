import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BareServer, discardingServer, replayingServer } from './bare-servers.ts';
import type { Comparison } from './comparisons.ts';
import { BIN, type Consumed, consumed } from './programs.ts';
import { publishPackets, writePayloadLines } from './traffic.ts';

const TOPIC = 'BUILDING/P_1/O/4/TEMP';
/** Simulated readings a second in the comparison of one process and two. */
const SIMULATED_RATE = 20_000;

export interface AloneSizes {
  /** Readings of a publisher. A subscriber gets half of them. */
  readonly flooded: number;
}

/** Publisher and subscriber without a broker between them: no other program is measured. */
export function comparisonsAlone({ flooded }: AloneSizes): Comparison[] {
  const lines = join(tmpdir(), `building-sim-bench-alone-${process.pid}.txt`);
  writePayloadLines(lines, flooded);
  process.on('exit', () => rmSync(lines, { force: true }));
  const replayed = flooded / 2;
  const packets = publishPackets(replayed);

  const publish = (args: readonly string[]): Promise<Consumed> =>
    withServer(discardingServer, ({ url }) =>
      consumed(process.execPath, [BIN, 'publish', '-L', url, '--quiet', ...args]),
    );
  const flood = (format = 'json'): Promise<Consumed> =>
    publish(['--rate', 'max', '-C', `${flooded}`, '--format', format]);
  const mosquittoPub = (): Promise<Consumed> =>
    withServer(discardingServer, ({ port }) =>
      consumed('mosquitto_pub', [...hostArgs(port), '-l', '-t', TOPIC], { input: lines }),
    );
  const alarm = (): Promise<Consumed> =>
    withServer(
      () => replayingServer(packets),
      ({ url }) => consumed(process.execPath, [BIN, 'alarm', '-L', url, '-C', '1', '--quiet']),
    );
  const mosquittoSub = (): Promise<Consumed> =>
    withServer(
      () => replayingServer(packets),
      ({ port }) => consumed('mosquitto_sub', [...hostArgs(port), '-t', 'BUILDING/#', '-C', `${replayed}`]),
    );
  const simulated = (workers: number): Promise<Consumed> => {
    const clock = ['--seed', '1', '--start', '2026-01-05T08:00:00Z', '--speed', 'max'];
    const length = ['--rate', `${SIMULATED_RATE}`, '--duration', `${Math.ceil(flooded / SIMULATED_RATE)}s`];
    return publish([...clock, ...length, '--workers', `${workers}`]);
  };

  const rate = async (count: number, run: Promise<Consumed>): Promise<number> =>
    (count * 1000) / (await run).ms;
  const cpu = async (count: number, run: Promise<Consumed>): Promise<number> =>
    ((await run).cpuMs * 100_000) / count;
  const format = (name: string): Comparison => ({
    name: `publish --format ${name}, QoS 0, into a socket that discards`,
    against: '--format json',
    unit: '/s',
    aim: 0.8,
    ours: () => rate(flooded, flood(name)),
    theirs: () => rate(flooded, flood()),
  });

  return [
    {
      name: 'publish --rate max, QoS 0, into a socket that discards',
      against: 'mosquitto_pub -l',
      unit: '/s',
      aim: 1,
      ours: () => rate(flooded, flood()),
      theirs: () => rate(flooded, mosquittoPub()),
    },
    {
      name: 'publish, CPU of 100,000 readings (model, JSON, packet, line), into a socket that discards',
      against: 'mosquitto_pub -l',
      unit: 'ms',
      aim: 1.2,
      ours: () => cpu(flooded, flood()),
      theirs: () => cpu(flooded, mosquittoPub()),
    },
    ...['cbor', 'senml-json', 'senml-cbor'].map(format),
    {
      name: 'publish --workers 2, the same readings, into a socket that discards',
      against: 'one process',
      unit: '/s',
      aim: 1.7,
      ours: () => rate(flooded, simulated(2)),
      theirs: () => rate(flooded, simulated(1)),
    },
    {
      // Two even shares of 1.18 times the CPU are 1.7 times the rate, whatever else runs on the machine.
      name: 'publish --workers 2, CPU of 100,000 readings (both processes and their parent)',
      against: 'one process',
      unit: 'ms',
      aim: 1.18,
      ours: () => cpu(flooded, simulated(2)),
      theirs: () => cpu(flooded, simulated(1)),
    },
    {
      name: 'alarm, nothing crosses, from a socket that replays',
      against: 'mosquitto_sub > /dev/null',
      unit: '/s',
      aim: 0,
      ours: () => rate(replayed, alarm()),
      theirs: () => rate(replayed, mosquittoSub()),
    },
    {
      name: 'alarm, CPU of 100,000 messages from a socket that replays',
      against: 'mosquitto_sub > /dev/null',
      unit: 'ms',
      aim: 0.8,
      ours: () => cpu(replayed, alarm()),
      theirs: () => cpu(replayed, mosquittoSub()),
    },
  ];
}

async function withServer(
  start: () => Promise<BareServer>,
  measure: (server: BareServer) => Promise<Consumed>,
): Promise<Consumed> {
  const server = await start();
  try {
    return await measure(server);
  } finally {
    await server.close();
  }
}

function hostArgs(port: number): string[] {
  return ['-h', '127.0.0.1', '-p', `${port}`];
}
