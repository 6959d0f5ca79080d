import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createDeliveryRecord, type DeliveryRecord } from '../../src/bench/delivery-record.ts';
import { parseTopic } from '../../src/building/topic.ts';
import { median } from './parts/median.ts';
import { freePort, missingParts, startMosquitto } from './parts/mosquitto.ts';
import { memoryMb, pause, startSim, stop } from './parts/programs.ts';

/**
 * publish at a steady rate and QoS 1 for a long time, while the broker is killed and started again. Counts the
 * readings received by a kept session of watch, by sensor and sequence number; exits with 1 if a reading is missing or memory grows.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '20000' },
    restarts: { type: 'string', default: '3' },
  },
});
const durationS = Number(values.minutes) * 60;
const restarts = Number(values.restarts);
/** Allowed growth of memory from the first quarter to the last, in megabytes. */
const GROWTH_MB = 50;
/** A leak would end in a crash, or show, whereas garbage is collected. */
const SMALL = { isHeard: true, heapMb: 48 };
const DOWN_MS = 1000;

if (missingParts().length > 0) {
  process.stderr.write('mosquitto not found: apt-get install mosquitto mosquitto-clients\n');
  process.exit(1);
}
const port = await freePort();
let broker = await startMosquitto(port, { isPersistent: true });
const connection = ['-L', broker.url, '-q', '1'];
const records = new Map<string, DeliveryRecord>();
let received = 0;

const watch = startSim(
  ['watch', ...connection, '-i', 'soak-watch', '-c', '--output', 'csv', '--quiet'],
  SMALL,
);
readLines(watch, (line) => {
  const [, , topic = '', , , , , , , , seq] = line.split(',');
  if (parseTopic(topic) === undefined) return;
  received++;
  const record = records.get(topic) ?? createDeliveryRecord(0);
  records.set(topic, record);
  record.add(Number(seq));
});
await pause(2000);
const args = ['--rate', `${values.rate}`, '--duration', `${durationS}s`, '--faults', '0', '--seed', 'soak'];
const publisher = startSim(['publish', ...connection, ...args, '-i', 'soak-publish', '-c'], SMALL);
publisher.stdout?.resume();
let said = '';
publisher.stderr?.on('data', (text: Buffer) => {
  said += text;
});
const ended = once(publisher, 'exit');
const memory: { readonly publish: number; readonly watch: number }[] = [];
const sampling = setInterval(() => {
  memory.push({ publish: memoryMb(publisher, 'VmRSS') ?? 0, watch: memoryMb(watch, 'VmRSS') ?? 0 });
}, 1000);

for (let restart = 1; restart <= restarts; restart++) {
  await Promise.race([pause((durationS * 1000) / (restarts + 1)), ended]);
  // mosquitto writes its sessions when it ends in order; a killed mosquitto loses acknowledged messages.
  await broker.stop('SIGTERM');
  await pause(DOWN_MS);
  broker = await startMosquitto(port, { isPersistent: true, folder: broker.folder });
  print(`restart ${restart} of ${restarts}, ${received.toLocaleString('en')} received`);
}
const [code] = await ended;
clearInterval(sampling);
await untilQuiet();
await stop(watch);
await broker.stop('SIGKILL');

const published = Number(/published (\d+) messages/.exec(said)?.[1]);
const sum = { delivered: 0, duplicates: 0, outOfOrder: 0 };
for (const { counts } of records.values()) {
  sum.delivered += counts.delivered;
  sum.duplicates += counts.duplicates;
  sum.outOfOrder += counts.outOfOrder;
}
const lost = published - sum.delivered;
const growth = { publish: grown(({ publish }) => publish), watch: grown((sample) => sample.watch) };
print(said.trim().split('\n').at(-1) ?? '');
print(
  `received ${sum.delivered.toLocaleString('en')} of ${published.toLocaleString('en')}: ${lost} lost, ${sum.duplicates} duplicates, ${sum.outOfOrder} out of order`,
);
print(`memory, by quarters: publish ${growth.publish.text}; watch ${growth.watch.text}`);
const isFlat = growth.publish.mb < GROWTH_MB && growth.watch.mb < GROWTH_MB;
process.exitCode = lost === 0 && code === 0 && isFlat ? 0 : 1;

/** The median of each quarter; growth is from the second, when all is warm, to the last. */
function grown(of: (sample: (typeof memory)[number]) => number): {
  readonly mb: number;
  readonly text: string;
} {
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const samples = memory.slice((quarter * memory.length) / 4, ((quarter + 1) * memory.length) / 4);
    return median(samples.map(of));
  });
  const text = `${quarters.map((mb) => mb.toFixed(0)).join(', ')} MB`;
  return { mb: (quarters[3] ?? 0) - (quarters[1] ?? 0), text };
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  if (child.stdout === null) throw new Error('nothing to read');
  createInterface({ input: child.stdout }).on('line', onLine);
}

/** Until nothing has come for three seconds. */
async function untilQuiet(): Promise<void> {
  for (let before = -1; before !== received; await pause(3000)) before = received;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
