import { type DurationSummary, Durations } from './durations.ts';
import type { TraceEvent } from './event.ts';
import type { ExchangeStep } from './exchange.ts';
import type { Packet, Sender } from './packet.ts';

export interface TraceSummary {
  readonly connections: number;
  /** Packets of one kind; PUBLISH by QoS. */
  readonly rows: readonly SummaryRow[];
  readonly total: Tally;
  /** The cost of messages at each QoS, acknowledgements included. */
  readonly byQos: readonly QosRow[];
  /** Bytes of the messages themselves. */
  readonly payloadBytes: number;
  /** Bytes of packets too long to be kept. Their payload is of unknown size. */
  readonly skippedBytes: number;
  /** All other bytes on the wire above TCP: MQTT's headers and packets, and WebSocket's. */
  readonly protocolBytes: number;
  readonly malformed: number;
  /** Directions that turned unreadable. */
  readonly unreadable: number;
}

export interface Tally {
  readonly fromClient: number;
  readonly fromBroker: number;
  readonly bytes: number;
}

export interface SummaryRow extends Tally {
  readonly packet: string;
  readonly qos?: number;
}

export interface QosRow {
  readonly qos: number;
  readonly messages: number;
  readonly packets: number;
  readonly bytes: number;
  readonly payloadBytes: number;
  /** Milliseconds from PUBLISH to its last acknowledgement. */
  readonly acknowledged?: DurationSummary;
}

/** Adds up the packets and bytes of all connections. */
export class Totals {
  readonly #rows = new Map<string, Mutable<SummaryRow>>();
  readonly #byQos = new Map<number, QosTally>();
  #connections = 0;
  #bytesOnWire = 0;
  #payloadBytes = 0;
  #skippedBytes = 0;
  #malformed = 0;
  #unreadable = 0;

  add(event: TraceEvent, step: ExchangeStep): void {
    switch (event.kind) {
      case 'opened':
        this.#connections++;
        break;
      case 'bytes':
        this.#bytesOnWire += event.bytes.length;
        break;
      case 'seen':
        if (event.item.kind === 'unreadable') this.#unreadable++;
        if (event.item.kind === 'packet') this.#addPacket(event.item.packet, event.from, event.timeMs, step);
        break;
      case 'refused':
      case 'ended':
      case 'closed':
        break;
    }
  }

  summary(): TraceSummary {
    const rows = [...this.#rows.values()].sort(byAppearance);
    const sum = (of: (row: SummaryRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      connections: this.#connections,
      rows,
      total: {
        fromClient: sum((row) => row.fromClient),
        fromBroker: sum((row) => row.fromBroker),
        bytes: sum((row) => row.bytes),
      },
      byQos: [...this.#byQos.values()].sort((a, b) => a.qos - b.qos).map(finishQosRow),
      payloadBytes: this.#payloadBytes,
      skippedBytes: this.#skippedBytes,
      protocolBytes: Math.max(0, this.#bytesOnWire - this.#payloadBytes - this.#skippedBytes),
      malformed: this.#malformed,
      unreadable: this.#unreadable,
    };
  }

  #addPacket(packet: Packet, from: Sender, timeMs: number, step: ExchangeStep): void {
    const qos = packet.name === 'publish' ? packet.facts.qos : undefined;
    const row = this.#row(packet.name, qos);
    row[from === 'client' ? 'fromClient' : 'fromBroker']++;
    row.bytes += packet.length;
    if (packet.fault !== undefined) this.#malformed++;
    if (packet.skipped) this.#skippedBytes += packet.length;
    const payloadBytes = packet.facts.payload?.length ?? 0;
    this.#payloadBytes += payloadBytes;
    if (qos !== undefined) this.#addMessage(qos, packet, payloadBytes);
    else if (step.exchange?.opener === 'publish') this.#addAcknowledgement(step, packet, timeMs);
  }

  #row(packet: string, qos: number | undefined): Mutable<SummaryRow> {
    const key = `${packet} ${qos ?? ''}`;
    const row = this.#rows.get(key) ?? {
      packet,
      ...(qos !== undefined && { qos }),
      fromClient: 0,
      fromBroker: 0,
      bytes: 0,
    };
    this.#rows.set(key, row);
    return row;
  }

  #addMessage(qos: number, packet: Packet, payloadBytes: number): void {
    const tally = this.#qosTally(qos);
    if (packet.facts.dup !== true) tally.messages++;
    tally.packets++;
    tally.bytes += packet.length;
    tally.payloadBytes += payloadBytes;
  }

  #addAcknowledgement({ role, exchange }: ExchangeStep, packet: Packet, timeMs: number): void {
    if (exchange === undefined) return;
    const tally = this.#qosTally(exchange.qos);
    tally.packets++;
    tally.bytes += packet.length;
    if (role === 'closes') tally.durations.add(timeMs - exchange.openedAt);
  }

  #qosTally(qos: number): QosTally {
    const tally = this.#byQos.get(qos) ?? {
      qos,
      messages: 0,
      packets: 0,
      bytes: 0,
      payloadBytes: 0,
      durations: new Durations(),
    };
    this.#byQos.set(qos, tally);
    return tally;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface QosTally extends Mutable<Omit<QosRow, 'acknowledged'>> {
  readonly durations: Durations;
}

function finishQosRow({ durations, ...row }: QosTally): QosRow {
  const acknowledged = durations.summary();
  return { ...row, ...(acknowledged && { acknowledged }) };
}

/** In the order of a session; packets not listed in ORDER come last. */
function byAppearance(a: SummaryRow, b: SummaryRow): number {
  const place = ({ packet }: SummaryRow) => (ORDER.includes(packet) ? ORDER.indexOf(packet) : ORDER.length);
  return place(a) - place(b) || (a.qos ?? 0) - (b.qos ?? 0);
}

const ORDER: readonly string[] = [
  'connect',
  'connack',
  'auth',
  'subscribe',
  'suback',
  'unsubscribe',
  'unsuback',
  'register',
  'regack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'pingreq',
  'pingresp',
  'disconnect',
];
