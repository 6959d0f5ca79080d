import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { connectAsync } from 'mqtt';
import { generate } from 'mqtt-packet';
import { missingParts, startMosquitto } from './parts/mosquitto.ts';
import { type MqttJsLoad, runMqttJsClients } from './parts/mqtt-js-clients.ts';
import { BIN, cpuMs, memoryMb, pause, stop } from './parts/programs.ts';

/**
 * `publish --clients room` beside mosquitto, and a client of mqtt.js for each room. Prints Markdown. The room of the same
 * number of clients is killed by another program with the same client ids.
 */
const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '20' },
    ramp: { type: 'string', default: '20' },
    killed: { type: 'string', default: '1000' },
    'mqtt-js': { type: 'string' },
  },
});
if (values['mqtt-js'] !== undefined) {
  await runMqttJsClients(JSON.parse(values['mqtt-js']) as MqttJsLoad);
}
const [clients, rate, seconds] = [Number(values.clients), Number(values.rate), Number(values.seconds)];
const [rampS, killed] = [Number(values.ramp), Number(values.killed)];
/** Rooms of a floor: 4 wings of 50. */
const ROOMS = 200;

if (missingParts().length > 0) {
  process.stderr.write('mosquitto not found: apt-get install mosquitto mosquitto-clients\n');
  process.exit(1);
}
const load = () => loadavg()[0]?.toFixed(1);
print(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, load ${load()}\n`);
print(`| ${clients} clients, ${rate} readings/s at QoS 1 | ours | a client of mqtt.js each | aim |`);
print('|---|---:|---:|---:|');
const ours = await measureOurs();
const theirs = await measureTheirs();
row('ramp, s', ours.rampS, theirs.rampS, `${rampS}`);
row('memory when connected, MB', ours.connectedMb, theirs.connectedMb, '400');
row('a client, kB (above one client)', ours.clientKb, theirs.clientKb, '30');
row('memory at the end, MB', ours.endMb, theirs.endMb, '400');
row('readings/s', ours.perSecond, theirs.perSecond, `${rate}`);
row('CPU a reading, µs', ours.cpuUs, theirs.cpuUs);
row('not acknowledged', ours.lost, theirs.lost, '0');
row(`${killed} killed: all back after, s`, ours.backS, undefined, '10');
print(`\nload at the end ${load()}`);

interface Measured {
  readonly rampS: number;
  readonly connectedMb: number;
  readonly clientKb: number;
  readonly endMb: number;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly lost: number;
  readonly backS?: number;
}

async function measureOurs(): Promise<Measured> {
  const broker = await startMosquitto();
  const watcher = await connectAsync(broker.url);
  let online = 0;
  watcher.on('message', (_, payload) => {
    if (payload.toString() === 'online') online++;
  });
  await watcher.subscribeAsync('+/+/+/+/status', { qos: 1 });
  const common = ['publish', '-L', broker.url, '--faults', '0', '-q', '1', '--seed', '7'];
  const one = startQuiet([...common, '--interval', '1s']);
  await pause(3000);
  const oneMb = memoryMb(one.child, 'VmRSS') ?? Number.NaN;
  await stop(one.child);

  const floors = ['--floors', `${Math.ceil(clients / ROOMS)}`, '--rooms', `${ROOMS / 4}`];
  const many = ['--clients', 'room', '-i', 'c-{place}', '--ramp', `${rampS}s`, ...floors];
  const publisher = startQuiet([...common, ...many, '--rate', `${rate}`, '--duration', `${seconds}s`]);
  while (online === 0) await pause(5);
  const fromMs = performance.now();
  await until(() => online >= clients, 300);
  const connectedS = (performance.now() - fromMs) / 1000;
  const connectedMb = memoryMb(publisher.child, 'VmRSS') ?? Number.NaN;
  const cpuBefore = cpuMs(publisher.child);

  await pause(2000);
  const killers = await takeOver(broker.port, killed);
  const killedMs = performance.now();
  for (const socket of killers) socket.destroy();
  await until(() => online >= clients + killed, 60);
  const backS = (performance.now() - killedMs) / 1000;

  let [endMb, cpu] = [0, cpuBefore];
  const sampling = setInterval(() => {
    endMb = memoryMb(publisher.child, 'VmHWM') ?? endMb;
    cpu = cpuMs(publisher.child) || cpu;
  }, 200);
  const said = await publisher.ended;
  clearInterval(sampling);
  await watcher.endAsync();
  await broker.stop();
  const [, sent, , perSecond] = /published ([\d,]+) messages in ([\d.]+) s \((\d+)\/s\)/.exec(said) ?? [];
  const messages = Number(sent?.replaceAll(',', ''));
  return {
    rampS: connectedS,
    connectedMb,
    clientKb: ((connectedMb - oneMb) * 1000) / clients,
    endMb,
    perSecond: Number(perSecond),
    cpuUs: ((cpu - cpuBefore) * 1000) / messages,
    lost: said.includes('; no errors') ? 0 : Number(/(\d+) not acknowledged/.exec(said)?.[1]),
    backS,
  };
}

async function measureTheirs(): Promise<Measured> {
  const broker = await startMosquitto();
  const task: MqttJsLoad = { url: broker.url, clients, rampMs: rampS * 1000, rate, seconds };
  const [one] = await mqttJsLines({ ...task, clients: 1, rampMs: 0, rate: 1, seconds: 1 });
  const [connected, end] = await mqttJsLines(task);
  await broker.stop();
  const figure = (record: Record<string, number> | undefined, name: string) => record?.[name] ?? Number.NaN;
  return {
    rampS: figure(connected, 'connectedMs') / 1000,
    connectedMb: figure(connected, 'rssMb'),
    clientKb: ((figure(connected, 'rssMb') - figure(one, 'rssMb')) * 1000) / clients,
    endMb: figure(end, 'rssMb'),
    perSecond: (figure(end, 'acknowledged') * 1000) / figure(end, 'publishMs'),
    cpuUs: figure(end, 'cpuUs'),
    lost: figure(end, 'sent') - figure(end, 'acknowledged'),
  };
}

/** The JSON lines of this benchmark as mqtt.js' program, in a process of its own. */
async function mqttJsLines(task: MqttJsLoad): Promise<Record<string, number>[]> {
  const self = process.argv[1] ?? '';
  const child = spawn(process.execPath, [self, '--mqtt-js', JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Record<string, number>[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(JSON.parse(line));
  return lines;
}

function startQuiet(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
} {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return { child, ended: once(child, 'close').then(() => said) };
}

/** Connects under the ids of the first clients; the broker ends their connections. */
async function takeOver(port: number, count: number): Promise<Socket[]> {
  const ids = Array.from({ length: count }, (_, n) => {
    const wing = ['N', 'S', 'E', 'O'][Math.floor(n / (ROOMS / 4)) % 4];
    return `c-${1 + Math.floor(n / ROOMS)}${wing}${1 + (n % (ROOMS / 4))}`;
  });
  return Promise.all(
    ids.map(async (clientId) => {
      const socket = connectTcp(port, '127.0.0.1');
      socket.write(
        generate({
          cmd: 'connect',
          clientId,
          clean: true,
          keepalive: 60,
          protocolId: 'MQTT',
          protocolVersion: 4,
        }),
      );
      await once(socket, 'data');
      return socket;
    }),
  );
}

async function until(condition: () => boolean, limitS: number): Promise<void> {
  const limitMs = performance.now() + limitS * 1000;
  while (!condition() && performance.now() < limitMs) await pause(5);
}

function row(name: string, our: number | undefined, their: number | undefined, aim = ''): void {
  const shown = (value: number | undefined) =>
    value === undefined ? '' : value >= 100 || value === 0 ? value.toFixed(0) : value.toFixed(1);
  print(`| ${name} | ${shown(our)} | ${shown(their)} | ${aim} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
