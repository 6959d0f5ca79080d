import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { mqttWireCost } from '../../src/bench/wire-cost.ts';
import { figuresAlone } from './parts/alone.ts';
import { type Bound, type Capacity, capacityOf, type Machine, type Measured } from './parts/capacity.ts';
import { comparisons } from './parts/comparisons.ts';
import { median } from './parts/median.ts';
import { type Broker, missingParts, startMosquitto } from './parts/mosquitto.ts';
import { memoryMb, pause, startSim, stop } from './parts/programs.ts';
import { publishPackets, rawClient } from './parts/traffic.ts';

/** Processes, memory and bandwidth for many sensors, from figures measured at the start. Prints Markdown. */
const { values } = parseArgs({
  options: {
    sensors: { type: 'string' },
    every: { type: 'string', default: '60' },
    cores: { type: 'string', default: '8' },
    memory: { type: 'string', default: '32' },
    network: { type: 'string', default: '10' },
    headroom: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '3' },
  },
});
/** A city and a country, or a number of the user's own. */
const SIZES = values.sensors === undefined ? [10_000_000, 1_000_000_000] : [Number(values.sensors)];
const everyS = Number(values.every);
const headroom = Number(values.headroom);
const machine: Machine = {
  cores: Number(values.cores),
  memoryGb: Number(values.memory),
  networkGbit: Number(values.network),
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
  const capacities = SIZES.map((sensors) => capacityOf(measured, { sensors, everyS, headroom }, machine));
  printCapacities(capacities);
  printBounds(capacities[0]?.bounds ?? []);
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

function printCapacities(capacities: readonly Capacity[]): void {
  const { cores, memoryGb, networkGbit } = machine;
  print(
    `\nA reading every ${everyS} s, at ${headroom * 100} % of the rates above, on machines of ${cores} cores, ${memoryGb} GB and ${networkGbit} Gbit/s:\n`,
  );
  const row = (name: string, of: (capacity: Capacity) => string): void =>
    print(`| ${[name, ...capacities.map(of)].join(' | ')} |`);
  print(`| sensors | ${SIZES.map(whole).join(' | ')} |\n|---|${SIZES.map(() => '---:|').join('')}`);
  row('readings a second', ({ readingsASecond }) => whole(readingsASecond));
  row('publish processes', ({ publishers }) => whole(publishers));
  row('alarm workers, and partitions of the topics', ({ alarmWorkers }) => whole(alarmWorkers));
  row('broker nodes as fast as this mosquitto', ({ brokerNodes }) => whole(brokerNodes));
  row('machines: publishers, alarm workers, brokers', ({ machines }) =>
    [machines.publishers, machines.alarms, machines.brokers].map(whole).join(', '),
  );
  row('into the brokers, JSON', ({ jsonMbit }) => `${whole(jsonMbit)} Mbit/s`);
  row('into the brokers, CBOR', ({ cborMbit }) => `${whole(cborMbit)} Mbit/s`);
  row('memory of all publishers', ({ publisherStateMb }) => `${whole(publisherStateMb)} MB`);
  row('memory of all alarm workers', ({ alarmStateMb }) => `${whole(alarmStateMb)} MB`);
}

function printBounds(bounds: readonly Bound[]): void {
  print('\n| breaks first, in one process | at so many sensors |\n|---|---:|');
  for (const { what, sensors } of bounds) print(`| ${what} | ${whole(sensors)} |`);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
