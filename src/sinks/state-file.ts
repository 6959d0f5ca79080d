import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Kept } from '../alarm/engine/snapshot.ts';
import { usageFailure } from '../failure.ts';
import { unreadable, unwritable } from '../named-file.ts';

/** Whose state a file has: that of alarms as they come and go, or the breaches that were told. */
export type StateKind = 'alarm' | 'breach';

/** Says what is to be kept. */
export interface Keeper {
  /** How many sensors there are. */
  readonly size: number;
  all(): Iterable<Kept>;
  /** What has changed since it was asked last. */
  changes(): readonly Kept[];
}

/** The file is written anew when its lines are twice the sensors, and these more: a change costs much the same for any. */
const SPARE_LINES = 10_000;

/**
 * State in a file that survives the end of the process at any moment: a snapshot, and behind it a line for each
 * change since. Changes are written before they are told, so that what was told is not told again; a snapshot is
 * written beside the file, forced to the disk and then renamed. A last line that was cut short is as if it had never
 * been.
 */
export class StateFile {
  readonly path: string;
  readonly #header: string;
  #fd = -1;
  #lines = 0;

  constructor(path: string, kind: StateKind) {
    this.path = path;
    this.#header = JSON.stringify({ type: `building-sim ${kind} state`, version: 1 });
  }

  /** What was kept; undefined where there is no file. Throws a usage failure where it is something else. */
  load(): Kept[] | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadable('state file', this.path, cause);
    }
    const [header = '', ...lines] = text.split('\n').slice(0, -1);
    if (text !== '' && header !== this.#header) {
      throw usageFailure(`state file '${this.path}': does not begin with ${this.#header}; name another file`);
    }
    return newest(lines.map((line, i) => this.#parse(line, i + 2)));
  }

  /** Writes what has changed; everything at first. Throws a usage failure. */
  flush(keeper: Keeper): void {
    try {
      if (this.#fd < 0 || this.#lines > 2 * keeper.size + SPARE_LINES) this.#writeSnapshot(keeper);
      else this.#append(keeper.changes());
    } catch (cause) {
      throw unwritable('state file', this.path, cause);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #writeSnapshot(keeper: Keeper): void {
    this.close();
    keeper.changes(); // they are in the snapshot
    const temporary = `${this.path}.new`;
    this.#fd = openSync(temporary, 'w', 0o600);
    writeFileSync(this.#fd, `${this.#header}\n`);
    this.#lines = 1;
    for (const batch of inBatches(keeper.all())) this.#append(batch);
    fsyncSync(this.#fd);
    renameSync(temporary, this.path);
  }

  #append(records: readonly Kept[]): void {
    if (records.length === 0) return;
    // All of it or an error: where the disk is full, write(2) takes a part and says so by a number only.
    writeFileSync(this.#fd, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    this.#lines += records.length;
  }

  #parse(line: string, number: number): Kept {
    try {
      const kept: unknown = JSON.parse(line);
      if (isKept(kept)) return kept;
    } catch {
      // said below
    }
    throw usageFailure(`${this.path}:${number}: no line of a state; remove the file or name another`);
  }
}

const BATCH = 1000;

function* inBatches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { clock, group, topic } = value as Readonly<Record<string, unknown>>;
  return typeof clock === 'number' || typeof group === 'string' || typeof topic === 'string';
}

/** The last line of each sensor and group, the clock first. */
function newest(kept: readonly Kept[]): Kept[] {
  const last = new Map<string, Kept>();
  for (const each of kept) last.set(keyOf(each), each);
  return [...last.values()].sort((a, b) => orderOf(a) - orderOf(b));
}

function keyOf(kept: Kept): string {
  if ('clock' in kept) return '';
  return 'group' in kept ? `g ${kept.group}` : `p ${kept.topic}`;
}

/** A sensor finds its groups as they were. */
function orderOf(kept: Kept): number {
  if ('clock' in kept) return 0;
  return 'group' in kept ? 1 : 2;
}
