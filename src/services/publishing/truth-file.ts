import { closeSync, writeSync } from 'node:fs';
import { addressesOf, type Layout } from '../../building/layout.ts';
import { formatTopic } from '../../building/topic.ts';
import type { Outage } from '../../fleet/outage.ts';
import { unwritable } from '../../named-file.ts';
import { type OutputFile, openOutputFile } from '../../output-file.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { type TruthSettings, truthJson, truthOf } from '../../simulator/faults/truth.ts';
import type { RoomOrder } from '../../simulator/orders/room-order.ts';

/** A file with the injected faults. */
export interface TruthFile {
  /** The same messages. The truth covers the time up to the last message taken from here. */
  readonly watched: (messages: Iterable<DueMessage>) => Generator<DueMessage>;
  /** Writes the absence of a client of these sensors at once. Throws a usage failure. */
  readonly addOutage: (outage: Outage, sensors: Layout) => void;
  /** Writes an order to the room of these sensors at once. Throws a usage failure. */
  readonly addOrder: (order: RoomOrder, timeMs: number, sensors: Layout) => void;
  /** Writes one JSON object a line, in the order in which the faults begin, and closes the file. Throws a usage failure. */
  readonly write: () => void;
}

/** Creates the file at once, so that no reading is published in vain. Throws a usage failure. */
export function openTruth(
  output: OutputFile,
  layout: Layout,
  { startMs, ...settings }: Omit<TruthSettings, 'fromMs' | 'toMs'> & { readonly startMs: number },
): TruthFile {
  const file = openOutputFile(output, { option: '--truth', head: /^\{"id":"[^"]*","type":"/ });
  let lastMs = startMs;
  let outages = 0;
  let orders = 0;
  const write = (record: object): void => {
    try {
      writeSync(file, `${JSON.stringify(record)}\n`);
    } catch (cause) {
      throw unwritable('--truth', output.path, cause);
    }
  };
  return {
    addOrder: (order, timeMs, sensors) => {
      orders += 1;
      write(orderJson(order, timeMs, orders, sensors));
    },
    addOutage: (outage, sensors) => {
      outages += 1;
      write(outageJson(outage, outages, sensors));
    },
    *watched(messages) {
      for (const message of messages) {
        lastMs = Math.max(lastMs, message.dueMs ?? lastMs);
        yield message;
      }
    },
    write: () => {
      for (const entry of truthOf(layout, { ...settings, fromMs: startMs, toMs: lastMs + 1 })) {
        write(truthJson(entry));
      }
      closeSync(file);
    },
  };
}

/** In the shape of a fault. Its effect has no end, and a moment stands for it. */
function orderJson(order: RoomOrder, timeMs: number, n: number, sensors: Layout) {
  const start = new Date(timeMs).toISOString();
  const topics = Array.from(addressesOf(sensors), (address) => formatTopic(address));
  return {
    id: `order-${n}`,
    type: 'order',
    scope: 'room',
    sensors: topics,
    start,
    end: start,
    onset: start,
    params: order,
  };
}

/** In the shape of a fault. An outage has no end if the run ended before. */
function outageJson({ clientId, statusTopic, cause, startMs, endMs }: Outage, n: number, sensors: Layout) {
  const [start, end] = [startMs, endMs ?? startMs].map((ms) => new Date(ms).toISOString());
  return {
    id: `client-${cause}-${n}`,
    type: `client-${cause}`,
    scope: 'client',
    client: clientId,
    status: statusTopic,
    isOver: endMs !== undefined,
    sensors: Array.from(addressesOf(sensors), (address) => formatTopic(address)),
    start,
    end,
    onset: start,
  };
}
