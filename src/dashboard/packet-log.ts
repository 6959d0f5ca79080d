import { Capture } from '../trace/capture/capture.ts';
import type { SeenEvent, TraceEvent } from '../trace/event.ts';
import type { ExchangeStep, PacketExchange } from '../trace/exchange.ts';
import { Totals } from '../trace/totals.ts';
import type { PacketContents, PacketRow, PacketTotals } from './messages.ts';
import { contentsOf, isDrawn, type LoggedEvent, rowOf, withoutSecrets } from './packet-rows.ts';

const MAX_EVENTS = 5000;
/** A hostile client must not fill the memory: a packet of 64 KiB may have 20,000 fields. */
const MAX_WEIGHT = 16 * 1024 * 1024;
const EVENT_WEIGHT = 300;
const FIELD_WEIGHT = 200;
/** The bytes, and the texts read from them. */
const BYTE_WEIGHT = 4;
const MAX_CONNECTIONS = 1000;
const SHOWN_CLIENTS = 100;
const MQTT_PORT = 1883;

interface TracedConnection {
  readonly connection: number;
  readonly opened: Extract<TraceEvent, { readonly kind: 'opened' }>;
  clientId: string | undefined;
  isOpen: boolean;
}

/** The last packets of the clients at the traced port, in bounded memory, and the totals of all packets. */
export class PacketLog {
  readonly #events = new Map<number, LoggedEvent>();
  readonly #connections = new Map<number, TracedConnection>();
  readonly #totals = new Totals();
  readonly #openers = new WeakMap<PacketExchange, number>();
  #last = 0;
  #weight = 0;

  take(event: TraceEvent, step: ExchangeStep): void {
    this.#totals.add(event, step);
    this.#follow(event);
    if (!isDrawn(event)) return;
    const id = ++this.#last;
    const { role, exchange } = step;
    if (exchange !== undefined && role === 'opens') this.#openers.set(exchange, id);
    const openedBy = (exchange && this.#openers.get(exchange)) ?? 0;
    this.#events.set(id, { id, event, role, exchange, openedBy });
    this.#weight += weightOf(event);
    this.#forgetOld();
  }

  /** The id of the newest event. */
  get last(): number {
    return this.#last;
  }

  /**
   * The newest rows behind an id, at most `max`, and how many others there were. `connection` 0 is all of them.
   */
  rowsAfter(
    id: number,
    connection: number,
    max: number,
  ): { readonly rows: PacketRow[]; readonly leftOut: number } {
    const rows: PacketRow[] = [];
    let found = 0;
    const first = this.#events.keys().next().value ?? this.#last + 1;
    for (let each = this.#last; each > id && each >= first; each--) {
      const logged = this.#events.get(each);
      if (logged === undefined || !isOf(connection, logged.event)) continue;
      if (++found <= max) rows.push(rowOf(logged));
    }
    const forgotten = connection === 0 ? Math.max(0, first - 1 - id) : 0;
    return { rows: rows.reverse(), leftOut: found - rows.length + forgotten };
  }

  /** Undefined for an event that is no packet, and for a packet that is not kept any more. */
  contents(id: number): PacketContents | undefined {
    const event = this.#events.get(id)?.event;
    return event?.kind === 'seen' ? contentsOf(event) : undefined;
  }

  totals(): PacketTotals {
    const clients = [...this.#connections.values()].slice(-SHOWN_CLIENTS).reverse();
    return {
      ...this.#totals.summary(),
      clients: clients.map(({ connection, opened, clientId, isOpen }) => ({
        connection,
        name: clientId || `${opened.client.address}:${opened.client.port}`,
        isOpen,
      })),
    };
  }

  /**
   * The packets that are kept as a pcapng file, without passwords and user names. Each client is written as MQTT over
   * TCP, whatever carried its packets. `connection` 0 is all of them.
   */
  capture(connection: number): Uint8Array {
    const [first] = this.#connections.values();
    const capture = new Capture({
      comment:
        'building-sim dashboard: the packets on the page; asterisks stand for passwords and user names',
      // Wireshark knows MQTT by its port, and no port of MQTT-SN.
      ...(first?.opened.transport === 'tcp' && { brokerPort: MQTT_PORT }),
    });
    const parts = [capture.header()];
    const opened = new Set<number>();
    for (const { event } of this.#events.values()) {
      const known = this.#connections.get(event.connection);
      if (!isOf(connection, event) || known === undefined) continue;
      if (!opened.has(event.connection)) {
        opened.add(event.connection);
        parts.push(capture.add({ ...known.opened, timeMs: event.timeMs }));
      }
      if (event.kind === 'closed') parts.push(capture.add(event));
      if (event.kind !== 'seen' || event.item.kind !== 'packet' || event.item.packet.skipped) continue;
      const { connection: n, timeMs, from } = event;
      const bytes = withoutSecrets(event.item.packet);
      parts.push(capture.add({ kind: 'bytes', connection: n, timeMs, from, bytes }));
    }
    return Buffer.concat(parts);
  }

  #follow(event: TraceEvent): void {
    const { connection } = event;
    const known = this.#connections.get(connection);
    if (event.kind === 'opened') {
      this.#connections.set(connection, { connection, opened: event, clientId: undefined, isOpen: true });
      const oldest = this.#connections.keys().next();
      if (this.#connections.size > MAX_CONNECTIONS && oldest.done !== true)
        this.#connections.delete(oldest.value);
    }
    if (known === undefined) return;
    if (event.kind === 'closed') known.isOpen = false;
    known.clientId ??= event.kind === 'seen' ? clientIdIn(event) : undefined;
  }

  #forgetOld(): void {
    for (const [id, { event }] of this.#events) {
      if (this.#events.size <= MAX_EVENTS && this.#weight <= MAX_WEIGHT) return;
      this.#events.delete(id);
      this.#weight -= weightOf(event);
    }
  }
}

function isOf(connection: number, event: TraceEvent): boolean {
  return connection === 0 || event.connection === connection;
}

const MAX_NAME = 100;

function clientIdIn({ item }: SeenEvent): string | undefined {
  return item.kind === 'packet' ? item.packet.facts.clientId?.slice(0, MAX_NAME) : undefined;
}

/** Some bytes of memory that an event takes. */
function weightOf(event: TraceEvent): number {
  if (event.kind !== 'seen') return EVENT_WEIGHT;
  const { item } = event;
  switch (item.kind) {
    case 'packet':
      return EVENT_WEIGHT + item.packet.bytes.length * BYTE_WEIGHT + item.packet.fields.length * FIELD_WEIGHT;
    case 'websocket':
      return EVENT_WEIGHT + 2 * item.says.length;
    case 'unreadable':
      return EVENT_WEIGHT + 2 * item.reason.length;
  }
}
