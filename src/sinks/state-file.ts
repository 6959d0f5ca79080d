import { closeSync, fsyncSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { SnapshotRecord } from '../alarm/engine/snapshot.ts';
import { Failure, usageFailure } from '../failure.ts';
import { unreadable, unwritable } from '../named-file.ts';

/** Whose state a file has: that of alarms as they come and go, or the breaches that were told. */
export type StateKind = 'alarm' | 'breach';

/** Says what is to be kept. */
export interface Keeper {
  /** How many sensors there are. */
  readonly size: number;
  all(): Iterable<SnapshotRecord>;
  /** What has changed since it was asked last. */
  changes(): readonly SnapshotRecord[];
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
  load(): SnapshotRecord[] | undefined {
    try {
      return newest(this.#records());
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadable('state file', this.path, cause);
    }
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

  #append(records: readonly SnapshotRecord[]): void {
    if (records.length === 0) return;
    // All of it or an error: where the disk is full, write(2) takes a part and says so by a number only.
    writeFileSync(this.#fd, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    this.#lines += records.length;
  }

  *#records(): Generator<SnapshotRecord> {
    let number = 0;
    for (const line of wholeLines(this.path)) {
      number++;
      if (number > 1) yield this.#parse(line, number);
      else if (line !== this.#header) {
        throw usageFailure(
          `state file '${this.path}': does not begin with ${this.#header}; name another file`,
        );
      }
    }
  }

  #parse(line: string, number: number): SnapshotRecord {
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

/** Longer than any line of a state. */
const MAX_LINE = 1 << 24;

/** The lines of a file that end with a newline, read piece by piece: of a million sensors they are more than a string holds. */
function* wholeLines(path: string): Generator<string> {
  const fd = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const bytes = Buffer.alloc(1 << 20);
    let rest = '';
    let isFirst = true;
    for (let length = readSync(fd, bytes); length > 0; length = readSync(fd, bytes)) {
      const lines = (rest + decoder.write(bytes.subarray(0, length))).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE) lines.push(rest);
      isFirst &&= lines.length === 0;
      yield* lines;
    }
    // Something else that has no whole line must not pass for a state with nothing in it.
    if (isFirst && rest !== '') yield rest;
  } finally {
    closeSync(fd);
  }
}

function isKept(value: unknown): value is SnapshotRecord {
  if (!isObject(value)) return false;
  const { clock, group, topic, tracks = [], alarm = {}, window = { parts: [] } } = value;
  if (typeof clock === 'number' || typeof group === 'string') return true;
  const hasWindow = isObject(window) && isListOf(window.parts, Array.isArray);
  return typeof topic === 'string' && isListOf(tracks, isObject) && isObject(alarm) && hasWindow;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

/** The last line of each sensor and group, the clock first. */
function newest(kept: Iterable<SnapshotRecord>): SnapshotRecord[] {
  const last = new Map<string, SnapshotRecord>();
  for (const each of kept) last.set(keyOf(each), each);
  return [...last.values()].sort((a, b) => orderOf(a) - orderOf(b));
}

function keyOf(kept: SnapshotRecord): string {
  if ('clock' in kept) return '';
  return 'group' in kept ? `g ${kept.group}` : `p ${kept.topic}`;
}

/** A sensor finds its groups as they were. */
function orderOf(kept: SnapshotRecord): number {
  if ('clock' in kept) return 0;
  return 'group' in kept ? 1 : 2;
}
