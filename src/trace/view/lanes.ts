import type { ExchangeStep } from '../exchange.ts';

/** An exchange in a lane: the key begins with the connection's number and a space. */
export interface LaneExchange {
  readonly key: string;
  /** Milliseconds. */
  readonly openedAt: number;
}

const LANES = 4;
const OVERDUE_MS = 10_000;

/** Brackets around the packets of an exchange: each open exchange keeps a lane from its first packet to its last. */
export class Lanes {
  readonly #lanes: (LaneExchange | undefined)[] = Array.from({ length: LANES }, () => undefined);

  /** The brackets of a row, in box-drawing characters: one a lane. */
  row(role: ExchangeStep['role'] = 'alone', exchange?: LaneExchange): string {
    if (role === 'opens' && exchange !== undefined && this.#laneOf(exchange) < 0) {
      const free = this.#freeLane(exchange.openedAt);
      if (free >= 0) this.#lanes[free] = exchange;
    }
    const own = this.#laneOf(exchange);
    const row = this.#lanes.map((lane, index) => {
      if (index === own) return CORNERS[role];
      if (own >= 0 && index > own) return lane === undefined ? '─' : '┼';
      return lane === undefined ? ' ' : '│';
    });
    if (role === 'closes' && own >= 0) this.#lanes[own] = undefined;
    return row.join('');
  }

  /** Ends the exchanges of a closed connection. */
  release(connection: number): void {
    for (const [index, lane] of this.#lanes.entries()) {
      if (lane?.key.startsWith(`${connection} `)) this.#lanes[index] = undefined;
    }
  }

  #laneOf(exchange: LaneExchange | undefined): number {
    return this.#lanes.findIndex((lane) => lane !== undefined && lane.key === exchange?.key);
  }

  /** A free lane. If all lanes are taken, a long overdue exchange gives up its lane; -1 without any such. */
  #freeLane(now: number): number {
    const free = this.#lanes.lastIndexOf(undefined);
    if (free >= 0) return free;
    return this.#lanes.findIndex((lane) => lane !== undefined && now - lane.openedAt > OVERDUE_MS);
  }
}

const CORNERS: Readonly<Record<ExchangeStep['role'], string>> = {
  alone: ' ',
  opens: '┌',
  continues: '├',
  closes: '└',
};
