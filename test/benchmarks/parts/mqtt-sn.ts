import type { ChildProcess } from 'node:child_process';
import { type BareClient, bareMqttClient, bareMqttSnClient } from './bare-clients.ts';
import type { Comparison } from './comparisons.ts';
import { type Broker, freePort } from './mosquitto.ts';
import { pause, start, startSim, stop } from './programs.ts';

/** Messages a second in the QoS 0 rows. A gateway has to take this rate without loss. */
const PER_SECOND = 20_000;
const PACED_MS = 2000;
/** Nothing more comes when nothing came for so long. */
const SILENCE_MS = 500;
const SUBSCRIBING_MS = 600;
const TOPIC = 'bench/mqtt-sn';
const TOGETHER = 16;

/** The same client program on both ways to the same mosquitto: through our gateway, and without it. */
export function mqttSnComparisons({ port, url }: Broker, sequential: number): Comparison[] {
  const throughGateway = async (
    measure: (client: BareClient) => Promise<number>,
    upstream = ['--url', url],
  ): Promise<number> => {
    const gateway = await startGateway(upstream);
    const client = await bareMqttSnClient(gateway.port, TOPIC);
    const result = await measure(client);
    client.close();
    await stop(gateway.process);
    return result;
  };
  const together = async (): Promise<number> => {
    const gateway = await startGateway(['--url', url]);
    const clients: BareClient[] = [];
    for (let n = 0; n < TOGETHER; n++) clients.push(await bareMqttSnClient(gateway.port, TOPIC, `bench${n}`));
    const each = Math.ceil(sequential / TOGETHER);
    const from = performance.now();
    await Promise.all(clients.map((client) => acknowledgedPerSecond(client, each)));
    const rate = (each * TOGETHER * 1000) / (performance.now() - from);
    for (const client of clients) client.close();
    await stop(gateway.process);
    return rate;
  };
  const direct = async (measure: (client: BareClient) => Promise<number>): Promise<number> => {
    const client = await bareMqttClient(port, TOPIC);
    const result = await measure(client);
    client.close();
    return result;
  };
  const oneByOne = (client: BareClient) => acknowledgedPerSecond(client, sequential);
  const delivered = async (client: BareClient) => {
    const { arrived, ms } = await deliverPaced(client, port);
    return (arrived * 1000) / ms;
  };
  return [
    {
      name: 'MQTT-SN through our gateway and mosquitto, QoS 1, one after the other',
      against: 'MQTT to mosquitto, the same',
      unit: '/s',
      aim: 0.75,
      ours: () => throughGateway(oneByOne),
      theirs: () => direct(oneByOne),
    },
    {
      name: `MQTT-SN through our gateway and mosquitto, QoS 1, ${TOGETHER} clients at a time`,
      against: 'one MQTT client to mosquitto',
      unit: '/s',
      aim: 1.5,
      ours: together,
      theirs: () => direct(oneByOne),
    },
    {
      name: 'MQTT-SN through our gateway with its own broker, QoS 1, one after the other',
      against: 'MQTT to mosquitto, the same',
      unit: '/s',
      aim: 1,
      ours: async () => throughGateway(oneByOne, ['--default-port', `${await freePort()}`, '--embedded']),
      theirs: () => direct(oneByOne),
    },
    {
      name: `MQTT-SN through our gateway and mosquitto, QoS 0 at ${PER_SECOND.toLocaleString('en')}/s, delivered`,
      against: 'MQTT to mosquitto, the same',
      unit: '/s',
      aim: 1,
      ours: () => throughGateway(delivered),
      theirs: () => direct(delivered),
    },
  ];
}

export interface RunningGateway {
  readonly process: ChildProcess;
  readonly port: number;
}

/** `upstream`: the options of its broker. */
export async function startGateway(upstream: readonly string[]): Promise<RunningGateway> {
  const port = await freePort();
  const args = ['gateway', '--listen', `127.0.0.1:${port}`, ...upstream];
  const child = startSim(args, { isHeard: true });
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.includes('listens on udp')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
  });
  return { process: child, port };
}

/** QoS 1, each message when the one before is acknowledged. */
export async function acknowledgedPerSecond(client: BareClient, count: number): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < count; i++) await client.publishAcknowledged();
  return (count * 1000) / (performance.now() - from);
}

export interface Paced {
  readonly sent: number;
  readonly arrived: number;
  /** From the first message sent to the last received. */
  readonly ms: number;
}

/** QoS 0 at a steady rate, to a foreign subscriber. */
export async function deliverPaced(client: BareClient, mqttPort: number): Promise<Paced> {
  const args = ['-h', '127.0.0.1', '-p', `${mqttPort}`, '-t', TOPIC, '-F', '%l'];
  const subscriber = start('mosquitto_sub', args, { isHeard: true });
  let arrived = 0;
  let lastMs = 0;
  subscriber.stdout?.on('data', (chunk: Buffer) => {
    arrived += chunk.toString('latin1').split('\n').length - 1;
    lastMs = performance.now();
  });
  await pause(SUBSCRIBING_MS);
  const from = performance.now();
  let sent = 0;
  for (let elapsedMs = 0; elapsedMs < PACED_MS; elapsedMs = performance.now() - from) {
    for (const due = (elapsedMs * PER_SECOND) / 1000; sent < due; sent++) client.publish();
    await pause(1);
  }
  const endMs = performance.now();
  for (let before = -1; before < arrived; await pause(SILENCE_MS)) before = arrived;
  await stop(subscriber, 'SIGKILL');
  return { sent, arrived, ms: Math.max(lastMs, endMs) - from };
}
