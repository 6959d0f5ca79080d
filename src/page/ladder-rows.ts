import type { PacketRow, Packets } from '../dashboard/messages.ts';
import { Lanes } from '../trace/view/lanes.ts';

/** The page keeps so many rows; then the oldest leave. */
const MAX_ROWS = 2000;

/** A row on the ladder. */
export interface Rung {
  /** Undefined for the place of packets that were too many to draw. */
  readonly packet: PacketRow | undefined;
  readonly leftOut: number;
  /** The brackets of the exchanges, a box-drawing character a lane. */
  readonly lanes: string;
}

/** The rows of the ladder on the page, the oldest first. */
export class LadderRows {
  #rungs: Rung[] = [];
  #lanes = new Lanes();
  /** How many rows have left at the front. */
  #gone = 0;

  get rungs(): readonly Rung[] {
    return this.#rungs;
  }

  get gone(): number {
    return this.#gone;
  }

  add({ isWhole, leftOut, rows }: Pick<Packets, 'isWhole' | 'leftOut' | 'rows'>): void {
    if (isWhole) {
      this.#rungs = [];
      this.#lanes = new Lanes();
      this.#gone = 0;
    }
    if (leftOut > 0) this.#rungs.push({ packet: undefined, leftOut, lanes: this.#lanes.row() });
    for (const packet of rows) this.#rungs.push({ packet, leftOut: 0, lanes: this.#lanesOf(packet) });
    const extra = this.#rungs.length - MAX_ROWS;
    if (extra <= 0) return;
    this.#rungs.splice(0, extra);
    this.#gone += extra;
  }

  #lanesOf({ connection, role, exchange, openedAtMs, isClosed }: PacketRow): string {
    if (isClosed) this.#lanes.release(connection);
    // A row whose opening row is not here has a bracket without a beginning: it says nothing.
    if (exchange === undefined || openedAtMs === undefined) return this.#lanes.row();
    return this.#lanes.row(role, { key: `${connection} ${exchange}`, openedAt: openedAtMs });
  }
}

/** The lines of a row's brackets as an SVG path, for lanes of this width and height in pixels. */
export function lanesPath(lanes: string, width: number, height: number): string {
  return [...lanes].map((character, i) => lanePath(character, i * width, width, height)).join('');
}

function lanePath(character: string, left: number, width: number, height: number): string {
  const [x, right, middle] = [left + width / 2, left + width, height / 2];
  switch (character) {
    case '│':
      return `M${x} 0V${height}`;
    case '─':
      return `M${left} ${middle}H${right}`;
    case '┼':
      return `M${x} 0V${height}M${left} ${middle}H${right}`;
    case '┌':
      return `M${x} ${height}V${middle}H${right}`;
    case '├':
      return `M${x} 0V${height}M${x} ${middle}H${right}`;
    case '└':
      return `M${x} 0V${middle}H${right}`;
    default:
      return '';
  }
}
