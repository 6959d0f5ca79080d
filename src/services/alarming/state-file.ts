import { closeSync, fsyncSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { SnapshotRecord } from '../../alarm/engine/snapshot.ts';
import { openToRead } from '../../bounded-file.ts';
import { Failure, usageFailure } from '../../failure.ts';
import { unreadable, unwritable } from '../../named-file.ts';

/** The kind of state in a file: alarms as they come and go, or reported breaches. */
export type StateKind = 'alarm' | 'breach';

/** The state that a file is to hold. */
export interface StateSource {
  /** The number of sensors. */
  readonly size: number;
  all(): Iterable<SnapshotRecord>;
  /** The records that changed since the last call. */
  changes(): readonly SnapshotRecord[];
}

/** The file is rewritten when it has twice as many lines as sensors, and these more. A change then costs much the same in every file. */
const SPARE_LINES = 10_000;

/**
 * State in a file that survives the end of the process at any moment: a snapshot, and behind it a line for each
 * change since. A change is written before it is reported, and so is not reported again after a restart. A snapshot is
 * written beside the file, forced to the disk and then renamed. A torn last line is ignored.
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

  /** The records of the file; undefined if there is no file. Throws a usage failure for any other file. */
  load(): SnapshotRecord[] | undefined {
    try {
      return newest(this.#records());
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadable('state file', this.path, cause);
    }
  }

  /** Writes the changes; everything at first. Throws a usage failure. */
  flush(source: StateSource): void {
    try {
      if (this.#fd < 0 || this.#lines > 2 * source.size + SPARE_LINES) this.#writeSnapshot(source);
      else this.#append(source.changes());
    } catch (cause) {
      throw unwritable('state file', this.path, cause);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #writeSnapshot(source: StateSource): void {
    this.close();
    source.changes(); // the snapshot has them
    const temporary = `${this.path}.new`;
    this.#fd = openSync(temporary, 'w', 0o600);
    writeFileSync(this.#fd, `${this.#header}\n`);
    this.#lines = 1;
    for (const batch of inBatches(source.all())) this.#append(batch);
    fsyncSync(this.#fd);
    renameSync(temporary, this.path);
  }

  #append(records: readonly SnapshotRecord[]): void {
    if (records.length === 0) return;
    // All bytes or an error: on a full disk write(2) takes some and only returns their number.
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
      const record: unknown = JSON.parse(line);
      if (isSnapshotRecord(record)) return record;
    } catch {
      // thrown below
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

/** In characters: longer than any line of a state. */
const MAX_LINE = 1 << 24;

/** The whole lines of a file, read piece by piece: the state of a million sensors exceeds the longest string. */
function* wholeLines(path: string): Generator<string> {
  const { fd, stats } = openToRead(path);
  try {
    // The renaming of a snapshot would replace a device or a pipe.
    if (!stats.isFile()) throw new Error('it is a device or a pipe');
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
    // Another file without a whole line must not pass for an empty state.
    if (isFirst && rest !== '') yield rest;
  } finally {
    closeSync(fd);
  }
}

function isSnapshotRecord(value: unknown): value is SnapshotRecord {
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
function newest(records: Iterable<SnapshotRecord>): SnapshotRecord[] {
  const last = new Map<string, SnapshotRecord>();
  for (const record of records) last.set(keyOf(record), record);
  return [...last.values()].sort((a, b) => orderOf(a) - orderOf(b));
}

function keyOf(record: SnapshotRecord): string {
  if ('clock' in record) return '';
  return 'group' in record ? `g ${record.group}` : `p ${record.topic}`;
}

/** Groups come before their sensors. */
function orderOf(record: SnapshotRecord): number {
  if ('clock' in record) return 0;
  return 'group' in record ? 1 : 2;
}
