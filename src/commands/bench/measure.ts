import { performance } from 'node:perf_hooks';
import { createRecorder, type Recorder } from '../../bench/recorder.ts';
import { type BenchResult, benchResult } from '../../bench/result.ts';
import { mqttSnWireCost, mqttWireCost, type WireCost } from '../../bench/wire-cost.ts';
import {
  type BenchSensor,
  numberedReading,
  numberOf,
  padded,
  sensorsOfPublisher,
} from '../../bench/workload.ts';
import type { Address } from '../../building/address.ts';
import type { Context } from '../../command.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { Sink } from '../../observation/sink.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import { readPayload } from '../../payload/read.ts';
import type { SessionPublisher } from '../../publisher/publisher.ts';
import type { Stop } from '../../services/stop.ts';
import type { IncomingMessage } from '../../session.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import { connectFleet } from './fleet.ts';

export interface BenchRun {
  readonly context: Context;
  readonly screen: Screen;
  readonly sink: Sink;
  readonly connection: ConnectionSettings;
  readonly stop: Stop;
  readonly publishers: number;
  readonly subscribers: number;
  readonly qos: Qos;
  readonly format: PayloadFormat;
  readonly payloadSize: number;
  /** Infinity for as fast as the broker takes them. */
  readonly perSecond: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** A building that nobody else uses. */
  readonly building: string;
  readonly prefix: string | undefined;
  readonly valueAt: (address: Address, timeMs: number) => number;
}

/** The end waits for readings under way until none has come for so long. */
const SILENCE_MS = 1500;
const LONGEST_WAIT_MS = 20_000;
const TURN_MS = 5;
/** Silence is counted in turns: a time in which this process did not run is none. */
const SILENT_TURNS = SILENCE_MS / TURN_MS;
const PROGRESS_MS = 500;

/** Connects, warms up, measures and disconnects. An interruption ends it early; what was measured until then counts. */
export async function measure(run: BenchRun): Promise<BenchResult> {
  const { screen, stop, publishers, subscribers, qos, building, prefix } = run;
  const sensors = Array.from({ length: publishers }, (_, i) => sensorsOfPublisher(i, building, prefix));
  const numbers = new Map(sensors.flat().map(({ topic }, i) => [topic, i]));
  const recorder = createRecorder(numbers.size, subscribers);
  const fleet = await connectFleet({
    ...run,
    filter: `${prefix === undefined ? '' : `${prefix}/`}${building}/#`,
    onLost: stop.stop,
    onMessage: createReceiver(recorder, numbers, sensors.flat()),
  });
  const progress = setInterval(() => screen.progress(progressText(recorder, qos)), PROGRESS_MS);
  try {
    const lanes = fleet.publishers.map((publisher, i) =>
      createLane(publisher, sensors[i] ?? [], numbers, recorder, run),
    );
    await send(lanes, run, run.warmupMs);
    if (!stop.stopped) await arrival(recorder, fleet.publishers, () => 0, stop);
    recorder.begin();
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    await send(lanes, run, run.durationMs);
    const sendingMs = performance.now() - startedMs;
    const lastMs = await arrival(recorder, fleet.publishers, () => recorder.sentCount * subscribers, stop);
    const { user, system } = process.cpuUsage(cpu);
    for (const error of fleet.errors) screen.warn(`not delivered: ${error} (said once)`);
    return benchResult(recorder, {
      transport: run.connection.endpoint.protocol,
      publishers,
      subscribers,
      qos,
      format: run.format.name,
      perSecond: run.perSecond,
      sendingMs,
      deliveringMs: Math.max(lastMs - startedMs, sendingMs),
      wireCost: wireCostOf(run, sensors.flat()),
      cpuMs: (user + system) / 1000,
      memoryBytes: process.memoryUsage.rss(),
    });
  } finally {
    clearInterval(progress);
    await fleet.close();
  }
}

function createReceiver(
  recorder: Recorder,
  numbers: ReadonlyMap<string, number>,
  all: readonly BenchSensor[],
) {
  return (subscriber: number, { topic, payload }: IncomingMessage): void => {
    const nowMs = performance.now();
    const number = numbers.get(topic) ?? -1;
    const sensor = all[number]?.address.sensor;
    const read = sensor && readPayload(payload, sensor);
    if (read?.kind !== 'reading' || read.time === undefined) return;
    recorder.received(subscriber, number, numberOf(read.time), nowMs);
  };
}

/** Publishes one reading of the publisher's next sensor, if the broker takes another; false if not. */
type Lane = () => boolean;

function createLane(
  publisher: SessionPublisher,
  sensors: readonly BenchSensor[],
  numbers: ReadonlyMap<string, number>,
  recorder: Recorder,
  { format, payloadSize, qos, valueAt }: BenchRun,
): Lane {
  const first = numbers.get(sensors[0]?.topic ?? '') ?? 0;
  let turn = 0;
  return () => {
    const index = turn % sensors.length;
    const sensor = sensors[index];
    if (sensor === undefined || !publisher.isReady) return false;
    turn++;
    const seq = sensor.sent++;
    const payload = padded(format.encode(numberedReading(sensor.address, seq, valueAt)), payloadSize);
    recorder.sent(first + index, seq, performance.now(), payload.length);
    publisher.publish({ topic: sensor.topic, payload, qos, retain: false, contentType: format.contentType });
    return true;
  };
}

/** So many readings are published before sockets and signals have their turn. */
const READINGS_A_TURN = 250;

/** Publishes for a time, the publishers in turn, at the rate asked for. */
async function send(lanes: readonly Lane[], { perSecond, stop }: BenchRun, ms: number): Promise<void> {
  const startedMs = performance.now();
  let sent = 0;
  let turn = 0;
  for (;;) {
    if (stop.stopped) return;
    // However late the last turn comes, it publishes what is due at the end.
    const elapsedMs = Math.min(performance.now() - startedMs, ms);
    const due = Math.min((elapsedMs * perSecond) / 1000 - sent, READINGS_A_TURN);
    let refused = 0;
    for (let i = 0; i < due && refused < lanes.length; ) {
      if (lanes[turn++ % lanes.length]?.() === true) {
        sent++;
        i++;
        refused = 0;
      } else {
        refused++;
      }
    }
    if (elapsedMs === ms) return;
    await nextTurn(perSecond === Number.POSITIVE_INFINITY);
  }
}

function nextTurn(isHurried: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isHurried) setImmediate(resolve);
    else setTimeout(resolve, 1);
  });
}

/** Waits until everything expected has arrived, or nothing more comes. Resolves with when the last came. */
async function arrival(
  recorder: Recorder,
  publishers: readonly SessionPublisher[],
  expected: () => number,
  stop: Stop,
): Promise<number> {
  const startedMs = performance.now();
  let count = -1;
  let lastMs = startedMs;
  let silentTurns = 0;
  for (;;) {
    const { delivered } = recorder.counts();
    const isSent = publishers.every(({ counts }) => counts.delivered + counts.failed === counts.sent);
    const nowMs = performance.now();
    if (delivered !== count) {
      lastMs = nowMs;
      silentTurns = 0;
    }
    count = delivered;
    if (isSent && delivered >= expected()) return lastMs;
    if (silentTurns++ > SILENT_TURNS || nowMs - startedMs > LONGEST_WAIT_MS) return lastMs;
    if (stop.stopped && nowMs - startedMs > SILENCE_MS) return lastMs;
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
}

function wireCostOf({ connection, qos, format }: BenchRun, sensors: readonly BenchSensor[]) {
  const topicBytes = sensors.map(({ topic }) => Buffer.byteLength(topic));
  const topic = topicBytes.reduce((sum, bytes) => sum + bytes, 0) / topicBytes.length;
  return (payload: number): WireCost => {
    const message = { qos, topic, payload, contentType: format.contentType.length };
    return connection.endpoint.protocol === 'mqtt-sn'
      ? mqttSnWireCost(message)
      : mqttWireCost(message, connection.mqttVersion);
  };
}

function progressText(recorder: Recorder, qos: Qos): string {
  if (!recorder.isCounting) return `QoS ${qos}: warming up`;
  return `QoS ${qos}: ${recorder.sentCount} published, ${recorder.counts().delivered} delivered`;
}
