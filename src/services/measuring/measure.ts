import { performance } from 'node:perf_hooks';
import { createRecorder, type Recorder } from '../../bench/recorder.ts';
import { type BenchResult, benchResult } from '../../bench/result.ts';
import { mqttSnWireCost, mqttWireCost, type WireCost } from '../../bench/wire-cost.ts';
import { type BenchSensor, numberOf, sensorsOfPublisher } from '../../bench/workload.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Sink } from '../../observation/sink.ts';
import { readPayload } from '../../payload/read.ts';
import type { IncomingMessage } from '../../session.ts';
import { warn } from '../note.ts';
import type { Stop } from '../stop.ts';
import { arrival } from './arrival.ts';
import { connectFleet } from './fleet.ts';
import { createBenchPublisher, type Load, type Readings, send } from './sending.ts';

export interface BenchRun extends Readings, Load {
  readonly connection: ConnectionSettings;
  readonly signal: AbortSignal;
  /** Ends the run early. */
  readonly stop: Stop;
  readonly publishers: number;
  readonly subscribers: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** The name of a building of this run alone. */
  readonly building: string;
  readonly prefix: string | undefined;
}

const PROGRESS_MS = 500;

/** Connects, warms up, measures and disconnects. Early ends keep the readings so far. Rejects with a Failure. */
export async function measure(run: BenchRun, sink: Sink): Promise<BenchResult> {
  const { stop, publishers, subscribers, qos, building, prefix } = run;
  const sensors = Array.from({ length: publishers }, (_, i) => sensorsOfPublisher(i, building, prefix));
  const numbers = new Map(sensors.flat().map(({ topic }, i) => [topic, i]));
  const recorder = createRecorder(numbers.size, subscribers);
  const filter = `${prefix === undefined ? '' : `${prefix}/`}${building}/#`;
  const onMessage = createReceiver(recorder, numbers, sensors.flat());
  const fleet = await connectFleet({ ...run, filter, onLost: stop.stop, onMessage }, sink);
  const progress = setInterval(() => {
    const { isCounting, sentCount } = recorder;
    const counts = { published: sentCount, delivered: recorder.counts().delivered };
    sink.take({ kind: 'progress', counts: { of: 'measured', qos, isWarmingUp: !isCounting, ...counts } });
  }, PROGRESS_MS);
  try {
    const benchPublishers = fleet.publishers.map((publisher, i) =>
      createBenchPublisher(publisher, sensors[i] ?? [], numbers, recorder, run),
    );
    await send(benchPublishers, run, run.warmupMs);
    if (!stop.stopped) await arrival(recorder, fleet.publishers, () => 0, stop);
    recorder.begin();
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    await send(benchPublishers, run, run.durationMs);
    const sendingMs = performance.now() - startedMs;
    const expected = () => recorder.sentCount * subscribers;
    const lastMs = await arrival(recorder, fleet.publishers, expected, stop);
    const { user, system } = process.cpuUsage(cpu);
    for (const error of fleet.errors) {
      warn(sink, `not delivered: ${error} (said once)`);
    }
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
    if (read?.kind !== 'reading' || read.timeMs === undefined) return;
    recorder.received(subscriber, number, numberOf(read.timeMs), nowMs);
  };
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
