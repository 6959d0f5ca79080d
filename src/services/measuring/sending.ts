import type { Recorder } from '../../bench/recorder.ts';
import { type BenchSensor, numberedReading, padded } from '../../bench/workload.ts';
import type { Address } from '../../building/address.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import type { Publisher } from '../../publisher/publisher.ts';
import type { Stop } from '../stop.ts';

/** The readings of a measurement. */
export interface Readings {
  readonly qos: Qos;
  readonly format: PayloadFormat;
  /** The least bytes of a payload: white space fills it up. */
  readonly payloadSize: number;
  readonly valueAt: (address: Address, timeMs: number) => number;
}

/** Publishes one reading of the publisher's next sensor. Returns false if the broker takes no more at present. */
export type PublishNext = () => boolean;

export function createBenchPublisher(
  publisher: Publisher,
  sensors: readonly BenchSensor[],
  numbers: ReadonlyMap<string, number>,
  recorder: Recorder,
  { format, payloadSize, qos, valueAt }: Readings,
): PublishNext {
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

export interface Load {
  /** Readings a second of all publishers together; Infinity for full speed. */
  readonly perSecond: number;
  readonly stop: Stop;
}

/** After this many readings sockets and signals have their turn. */
const READINGS_PER_TURN = 250;

/** Publishes for a time, the publishers in turn, at the rate of the load. */
export async function send(
  publishers: readonly PublishNext[],
  { perSecond, stop }: Load,
  ms: number,
): Promise<void> {
  const startedMs = performance.now();
  let sent = 0;
  let turn = 0;
  for (;;) {
    if (stop.stopped) return;
    // The last turn, however late, publishes every reading due by the end.
    const elapsedMs = Math.min(performance.now() - startedMs, ms);
    const due = Math.min((elapsedMs * perSecond) / 1000 - sent, READINGS_PER_TURN);
    let refused = 0;
    for (let i = 0; i < due && refused < publishers.length; ) {
      if (publishers[turn++ % publishers.length]?.() === true) {
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
