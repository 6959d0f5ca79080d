import type { ChildProcess } from 'node:child_process';
import { createHistogram } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Figure } from './alone.ts';
import type { Broker } from './mosquitto.ts';
import { memoryMb, pause, start, startSim, stop } from './programs.ts';
import { rawClient } from './traffic.ts';

const TOPIC = 'BUILDING/P_1/O/4/TEMP';
/** One in so many crosses a limit. */
const BREACH_EVERY = 50;

/** From writing a breach to the socket until alarm's line is read, among so many readings a second. */
export async function breachLatency(
  { url, port }: Broker,
  perSecond: number,
  seconds: number,
): Promise<Figure[]> {
  const alarm = startSim(['alarm', '-L', url, '-J'], { isHeard: true });
  const [p50, p99] = await latencyOf(alarm, port, perSecond, seconds);
  const listener = start('mosquitto_sub', ['-p', `${port}`, '-t', 'BUILDING/#'], { isHeard: true });
  const [, floor] = await latencyOf(listener, port, perSecond, seconds);
  const shown = perSecond.toLocaleString('en');
  const aim = perSecond > 10_000 ? 5 : 0.5;
  return [
    { name: `breach to alarm line at ${shown}/s, p50`, value: p50, unit: 'ms' },
    { name: `breach to alarm line at ${shown}/s, p99`, value: p99, unit: 'ms', aim },
    { name: `the same reading to mosquitto_sub's line, p99`, value: floor, unit: 'ms' },
  ];
}

/** Median and 99th percentile of the milliseconds until a breach is a line of JSON with its value. Ends the listener. */
async function latencyOf(
  listener: ChildProcess,
  port: number,
  perSecond: number,
  seconds: number,
): Promise<readonly [p50: number, p99: number]> {
  await pause(1500);
  const sentAt = new Map<number, number>();
  const latency = createHistogram();
  if (listener.stdout === null) throw new Error('nothing is heard of the listener');
  createInterface({ input: listener.stdout }).on('line', (line) => {
    const { value } = JSON.parse(line) as { value: number };
    const from = sentAt.get(value);
    if (from !== undefined) latency.record(Math.max(1, Math.round((performance.now() - from) * 1000)));
  });
  const socket = await rawClient(port);
  const from = performance.now();
  for (let n = 0; performance.now() - from < seconds * 1000; ) {
    const due = ((performance.now() - from) * perSecond) / 1000;
    const packets: Buffer[] = [];
    const nowMs = performance.now();
    for (; n < due; n++) {
      const isBreach = n % BREACH_EVERY === 0;
      const value = isBreach ? 40 + n / 1e6 : 21;
      if (isBreach) sentAt.set(value, nowMs);
      packets.push(packet(TOPIC, `{"value":${value}}`));
    }
    if (packets.length > 0) socket.write(Buffer.concat(packets));
    await pause(1);
  }
  await pause(500);
  socket.destroy();
  await stop(listener);
  return [latency.percentile(50) / 1000, latency.percentile(99) / 1000];
}

function packet(topic: string, payload: string): Buffer {
  const body = Buffer.from(`\0${String.fromCharCode(topic.length)}${topic}${payload}`, 'latin1');
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Memory growth of publish while the broker is stopped, and memory for a million sensors. */
export async function memoryFigures({ url, process: broker }: Broker, seconds: number): Promise<Figure[]> {
  const publisher = startSim(['publish', '-L', url, '--rate', 'max', '--quiet']);
  await pause(4000);
  broker.kill('SIGSTOP');
  await pause(500);
  const before = memoryMb(publisher, 'VmRSS') ?? Number.NaN;
  await pause(seconds * 1000);
  const after = memoryMb(publisher, 'VmRSS') ?? Number.NaN;
  broker.kill('SIGCONT');
  await stop(publisher);

  const city = ['--floors', '100', '--rooms', '625', '--every', '60s'];
  const million = startSim(['publish', ...city, '--dry-run', '--quiet']);
  await pause(12_000);
  const peak = memoryMb(million, 'VmHWM') ?? Number.NaN;
  await stop(million);
  return [
    {
      name: `publish --rate max, broker stopped for ${seconds} s: growth`,
      value: after - before,
      unit: 'MB',
    },
    { name: 'a million sensors, --every 60s --dry-run: peak', value: peak, unit: 'MB' },
  ];
}
