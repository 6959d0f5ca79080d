import type { SentMessage, TesterMessage } from '../../check/challenge/sent-message.ts';
import type { ArrivedMessage, DoneAct, Evidence, SeenConnection, SeenPacket } from '../../check/evidence.ts';
import type { IncomingMessage } from '../../session.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Packet } from '../../trace/packet.ts';
import type { MachinePace } from './machine-pace.ts';
import type { JudgedProgram } from './program.ts';

/** More packets, or messages, of a program are a flood: the rest is not kept. */
const MAX_KEPT = 20_000;
const MAX_STRANGERS = 20;

/** Collects the evidence of a run. */
export class EvidenceRecorder {
  readonly #seesPackets: boolean;
  readonly #now: () => number;
  readonly #pace: Pick<MachinePace, 'hinderedMs' | 'latenessMs'>;
  readonly #packets: SeenPacket[] = [];
  readonly #connections = new Map<number, SeenConnection>();
  readonly #aliases = new Map<number, Map<number, string>>();
  readonly #strangers: string[] = [];
  readonly #arrivals: ArrivedMessage[] = [];
  readonly #sent: SentMessage[] = [];
  /** Topics and payloads of the tester's own messages. */
  readonly #own = new Set<string>();
  readonly #acts: DoneAct[] = [];
  readonly #programs: JudgedProgram[] = [];

  /** `now`: milliseconds since the start of the run. */
  constructor(seesPackets: boolean, now: () => number, pace: Pick<MachinePace, 'hinderedMs' | 'latenessMs'>) {
    this.#seesPackets = seesPackets;
    this.#now = now;
    this.#pace = pace;
  }

  get evidence(): Evidence {
    return {
      nowMs: this.#now(),
      hinderedMs: this.#pace.hinderedMs,
      latenessMs: this.#pace.latenessMs,
      seesPackets: this.#seesPackets,
      packets: this.#packets,
      connections: [...this.#connections.values()],
      strangers: this.#strangers,
      arrivals: this.#arrivals,
      runs: this.#programs.map(({ run }) => run),
      sent: this.#sent,
      acts: this.#acts,
    };
  }

  get programs(): readonly JudgedProgram[] {
    return this.#programs;
  }

  addProgram(program: JudgedProgram): void {
    this.#programs.push(program);
  }

  /** Returns the act, to be ended by `endedAtMs`. */
  beginAct(name: string): DoneAct {
    const act: DoneAct = { name, startedAtMs: this.#now() };
    this.#acts.push(act);
    return act;
  }

  endAct(act: DoneAct): void {
    act.endedAtMs = this.#now();
    act.hinderedMs = this.#pace.hinderedMs;
  }

  /** Call this before the message goes out: the program may be quick. */
  addSent(message: TesterMessage): void {
    this.#sent.push({ ...message, atMs: this.#now() });
    this.#own.add(keyOf(message));
  }

  /** The tester's own messages come back to it, and say nothing of the program. */
  addArrival({ topic, payload, qos, retain }: IncomingMessage): void {
    if (this.#arrivals.length >= MAX_KEPT || this.#own.has(keyOf({ topic, payload }))) return;
    this.#arrivals.push({ atMs: this.#now(), topic, payload, qos, retain });
  }

  /** The connections open now were cut by the tester. */
  markCut(): void {
    for (const connection of this.#connections.values()) {
      if (connection.closedAtMs === undefined) connection.isCut = true;
    }
  }

  addEvent(event: TraceEvent): void {
    const atMs = this.#now();
    const known = this.#connections.get(event.connection);
    switch (event.kind) {
      case 'opened':
        if (this.#connections.size >= MAX_KEPT) return;
        this.#connections.set(event.connection, { number: event.connection, openedAtMs: atMs });
        return;
      case 'closed':
        if (known !== undefined) known.closedAtMs = atMs;
        this.#aliases.delete(event.connection);
        return;
      case 'ended':
        if (event.from === 'client' && known !== undefined) known.closedAtMs ??= atMs;
        return;
      case 'refused':
        this.addStranger(event.reason);
        return;
      case 'seen':
        if (event.item.kind === 'unreadable') this.addStranger(event.item.reason);
        if (event.item.kind === 'packet')
          this.#addPacket(event.connection, event.from, event.item.packet, atMs);
        return;
      case 'bytes':
        return;
    }
  }

  addStranger(reason: string): void {
    if (this.#strangers.length < MAX_STRANGERS) this.#strangers.push(reason);
  }

  #addPacket(connection: number, from: SeenPacket['from'], packet: Packet, atMs: number): void {
    const topic = this.#topicOf(connection, from, packet);
    if (this.#packets.length >= MAX_KEPT) return;
    const number = this.#packets.length + 1;
    this.#packets.push({ number, connection, atMs, from, packet, ...(topic !== undefined && { topic }) });
  }

  /** MQTT 5.0 §3.3.2.3.4: an alias stands for a topic of the same connection and sender. */
  #topicOf(connection: number, from: SeenPacket['from'], { facts }: Packet): string | undefined {
    const alias = facts.properties?.find(({ name }) => name === 'topic alias')?.value;
    if (typeof alias !== 'number') return facts.topic;
    const key = from === 'client' ? alias : -alias;
    const names = this.#aliases.get(connection) ?? new Map<number, string>();
    this.#aliases.set(connection, names);
    if (facts.topic !== undefined && facts.topic !== '') names.set(key, facts.topic);
    return names.get(key);
  }
}

function keyOf({ topic, payload }: Pick<TesterMessage, 'topic' | 'payload'>): string {
  return `${topic} ${Buffer.from(payload).toString('latin1')}`;
}
