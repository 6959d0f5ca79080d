import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { mqttWireCost } from '../../src/bench/wire-cost.ts';
import { figuresAlone } from './parts/alone.ts';
import { type Capacity, capacityOf, type Measured } from './parts/capacity.ts';
import { comparisons } from './parts/comparisons.ts';
import { median } from './parts/median.ts';
import { type Broker, missingParts, startMosquitto } from './parts/mosquitto.ts';
import { memoryMb, pause, startSim, stop } from './parts/programs.ts';
import { publishPackets, rawClient } from './parts/traffic.ts';

/** Processes, memory and bandwidth for many sensors, from figures measured at the start. Prints Markdown. */
const { values } = parseArgs({
  options: {
    sensors: { type: 'string', default: '10000000' },
    every: { type: 'string', default: '60' },
    headroom: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '3' },
  },
});
const demand = {
  sensors: Number(values.sensors),
  everyS: Number(values.every),
  headroom: Number(values.headroom),
};
const TOPIC_BYTES = 'BUILDING/P_12/O/345/TEMP'.length;
const SENSORS_WEIGHED = 200_000;

if (missingParts().length > 0) {
  process.stderr.write('mosquitto not found: apt-get install mosquitto mosquitto-clients\n');
  process.exit(1);
}
const broker = await startMosquitto();
try {
  const measured = await measureAll(broker);
  printMeasured(measured);
  printCapacity(capacityOf(measured, demand));
} finally {
  await broker.stop('SIGKILL');
}

async function measureAll(node: Broker): Promise<Measured> {
  const pairs = comparisons(node, {
    flooded: 150_000,
    published: 150_000,
    listened: 150_000,
    passed: 40_000,
  });
  const [publish, alarm, passing] = await Promise.all(
    ['publish --rate max, QoS 1', 'alarm', 'the embedded'].map((name) =>
      pairs.find((pair) => pair.name.startsWith(name)),
    ),
  );
  const rate = async (measure: (() => Promise<number>) | undefined): Promise<number> => {
    const rates: number[] = [];
    for (let i = 0; i < Number(values.rounds) && measure; i++) rates.push(await measure());
    return median(rates);
  };
  const alone = new Map(figuresAlone().map(({ name, value }) => [name, value]));
  const packetBytes = (format: string): number =>
    mqttWireCost(
      { qos: 1, topic: TOPIC_BYTES, payload: alone.get(`${format}, size`) ?? 0, contentType: 0 },
      4,
    ).bytes;
  return {
    publishRate: await rate(publish?.ours),
    alarmRate: await rate(alarm?.ours),
    brokerRate: await rate(passing?.theirs),
    jsonBytes: packetBytes('json'),
    cborBytes: packetBytes('cbor'),
    alarmBytesASensor: await alarmBytes(node),
    publishBytesASensor: await publishBytes(),
  };
}

/** Bytes an alarm with rules needs for each further sensor. */
async function alarmBytes({ url, port }: Broker): Promise<number> {
  const alarm = startSim(['alarm', '-L', url, '--report', 'events', '--quiet']);
  await pause(1500);
  const before = memoryMb(alarm, 'VmRSS') ?? Number.NaN;
  const socket = await rawClient(port);
  socket.write(publishPackets(SENSORS_WEIGHED, SENSORS_WEIGHED));
  await once(socket, 'drain');
  await pause(8000);
  const after = memoryMb(alarm, 'VmRSS') ?? Number.NaN;
  socket.destroy();
  await stop(alarm);
  return ((after - before) * 1e6) / SENSORS_WEIGHED;
}

/** Memory of publish with a million sensors, beyond its memory with one. */
async function publishBytes(): Promise<number> {
  const peaks: number[] = [];
  for (const [floors, rooms] of [
    [1, 1],
    [100, 625],
  ]) {
    const args = ['publish', '--floors', `${floors}`, '--rooms', `${rooms}`, '--every', '60s', '--dry-run'];
    const publisher = startSim(args);
    await pause(8000);
    peaks.push(memoryMb(publisher, 'VmHWM') ?? Number.NaN);
    await stop(publisher);
  }
  const [small = 0, large = 0] = peaks;
  return ((large - small) * 1e6) / 1e6;
}

function printMeasured(measured: Measured): void {
  print('| measured here, each a process of its own | |\n|---|---:|');
  print(`| publish, QoS 1, realistic JSON | ${whole(measured.publishRate)} readings/s |`);
  print(`| alarm | ${whole(measured.alarmRate)} readings/s |`);
  print(`| mosquitto, one publisher, one subscriber, QoS 1 | ${whole(measured.brokerRate)} readings/s |`);
  print(`| PUBLISH and PUBACK, JSON | ${measured.jsonBytes.toFixed(0)} bytes |`);
  print(`| PUBLISH and PUBACK, CBOR | ${measured.cborBytes.toFixed(0)} bytes |`);
  print(`| alarm, memory a sensor | ${whole(measured.alarmBytesASensor)} bytes |`);
  print(`| publish, memory a sensor | ${whole(measured.publishBytesASensor)} bytes |`);
}

function printCapacity(capacity: Capacity): void {
  const { sensors, everyS, headroom } = demand;
  print(
    `\n| ${whole(sensors)} sensors, a reading every ${everyS} s, at ${headroom * 100} % of the rates above | |\n|---|---:|`,
  );
  print(`| readings a second | ${whole(capacity.readingsASecond)} |`);
  print(`| publish processes (\`--shard K/${capacity.publishers}\`) | ${capacity.publishers} |`);
  print(`| alarm workers (\`--shard K/${capacity.alarmWorkers}\`) | ${capacity.alarmWorkers} |`);
  print(`| broker nodes as fast as this mosquitto | ${capacity.brokerNodes} |`);
  print(`| into the brokers, JSON | ${whole(capacity.jsonMbit)} Mbit/s |`);
  print(`| into the brokers, CBOR | ${whole(capacity.cborMbit)} Mbit/s |`);
  print(`| memory of all publishers | ${whole(capacity.publisherStateMb)} MB |`);
  print(`| memory of all alarm workers | ${whole(capacity.alarmStateMb)} MB |`);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
