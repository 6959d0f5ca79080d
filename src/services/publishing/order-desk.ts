import type { Address } from '../../building/address.ts';
import type { Layout } from '../../building/layout.ts';
import { parseTopic } from '../../building/topic.ts';
import type { Sink } from '../../observation/sink.ts';
import type { IncomingMessage } from '../../session.ts';
import type { OrderBook } from '../../simulator/orders/order-book.ts';
import type { RoomOrder } from '../../simulator/orders/room-order.ts';
import { escapeControl } from '../../text/escape.ts';
import { note, warn } from '../note.ts';
import { partOfLayout } from './part-of-layout.ts';
import { readOrder } from './read-order.ts';

/** Takes orders to rooms from the broker. */
export interface OrderDesk {
  /** The filters of all orders to the building: one for each building. */
  readonly filters: readonly string[];
  readonly take: (message: IncomingMessage) => void;
}

export interface OrderDeskSettings {
  readonly layout: Layout;
  /** Levels in front of each topic. */
  readonly prefix: string | undefined;
  readonly orders: OrderBook;
  /** Later than every reading so far, in simulated milliseconds since 1970. */
  readonly now: () => number;
  /** Takes each order with the sensors of its room. */
  readonly onOrder: (order: RoomOrder, timeMs: number, sensors: Layout) => void;
}

/** Anybody may send orders: a flood of wrong ones must not fill the screen. */
const MAX_TOLD = 100;

export function createOrderDesk(
  { layout, prefix, orders, now, onOrder }: OrderDeskSettings,
  sink: Sink,
): OrderDesk {
  const start = prefix === undefined ? '' : `${prefix}/`;
  const buildings = new Set(layout.blocks.map(({ building }) => building));
  const refused = new Set<string>();
  let told = 0;

  const refuse = (topic: string, why: string): void => {
    const text = `order to ${escapeControl(topic)} refused: ${why}`;
    if (refused.has(text) || refused.size >= MAX_TOLD) return;
    refused.add(text);
    warn(sink, `${text} (said once)`);
  };

  return {
    filters: [...buildings].map((building) => `${start}${building}/+/+/+/set`),
    take: ({ topic, payload }) => {
      const address = roomOf(topic, prefix);
      const sensors = address && partOfLayout(layout, address, 'room');
      // Another process simulates the other rooms.
      if (address === undefined || sensors === undefined || sensors.size === 0) return;
      const order = readOrder(payload);
      if (typeof order === 'string') {
        refuse(topic, order);
        return;
      }
      const timeMs = now();
      orders.add(address, order, timeMs);
      onOrder(order, timeMs, sensors);
      if (told++ < MAX_TOLD) note(sink, `order to ${escapeControl(topic)}: ${wordsOf(order)}`);
    },
  };
}

/** An address in the room of a topic of orders. */
function roomOf(topic: string, prefix: string | undefined): Address | undefined {
  if (!topic.endsWith('/set')) return undefined;
  const placed = parseTopic(`${topic.slice(0, -'set'.length)}TEMP`);
  return placed?.prefix === prefix ? placed?.address : undefined;
}

/** `setpoint 21.5, lamps 0` */
function wordsOf(order: RoomOrder): string {
  return Object.entries(order)
    .map(([actuator, target]) => `${actuator} ${target}`)
    .join(', ');
}
