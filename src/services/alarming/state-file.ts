import { closeSync, existsSync, fsyncSync, openSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import type { SnapshotRecord } from '../../alarm/engine/snapshot.ts';
import { openToRead } from '../../bounded-file.ts';
import { Failure, usageFailure } from '../../failure.ts';
import { unreadable, unwritable } from '../../named-file.ts';
import { CheckedLines, checkedText } from '../../storage/checked-lines.ts';
import { readLines } from '../../storage/read-lines.ts';

/** The kind of state in a file: alarms as they come and go, or reported breaches. */
export type StateKind = 'alarm' | 'breach';

/** An event, until it was told. Events are numbered in their order. */
export interface UntoldRecord {
  readonly untold: number;
  readonly event: unknown;
}

/** All events up to this number were told. */
export interface ToldRecord {
  readonly told: number;
}

export type StateRecord = SnapshotRecord | UntoldRecord | ToldRecord;

/** The state that a file is to hold. */
export interface StateSource {
  /** The number of sensors and untold events. */
  readonly size: number;
  all(): Iterable<StateRecord>;
  /** The records that changed since the last call. */
  changes(): readonly StateRecord[];
}

/** The content of a file. */
export interface LoadedState {
  readonly records: readonly SnapshotRecord[];
  /** Events that were written and perhaps not told, the oldest first. */
  readonly untold: readonly unknown[];
  /** The numbers of lines that can't be read. */
  readonly damaged: readonly number[];
}

/** The file is rewritten when it has twice as many lines as sensors, and these more. A change then costs much the same in every file. */
const SPARE_LINES = 10_000;
/** Longer than any line of a state. */
const MAX_LINE_BYTES = 1 << 24;

/**
 * State in a file that survives the end of the process at any moment: a snapshot, and behind it a line for each
 * change since. A change is written before it is told, and its event stays in the file until it was told. A snapshot
 * is written beside the file, forced to the disk and then renamed. Each line has a checksum: a damaged line costs itself
 * only, and a torn last line is ignored. The header stands twice, so a damaged header costs nothing.
 */
export class StateFile {
  readonly path: string;
  readonly #target: string;
  readonly #kind: StateKind;
  readonly #pending = new CheckedLines();
  #fd = -1;
  #lines = 0;

  constructor(path: string, kind: StateKind) {
    this.path = path;
    this.#target = targetOf(path);
    this.#kind = kind;
  }

  /** The content of the file; undefined if there is no file. Throws a usage failure for any other file. */
  load(): LoadedState | undefined {
    try {
      return gather(this.#lineRecords());
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
    const temporary = `${this.#target}.new`;
    this.#fd = openSync(temporary, 'w', 0o600);
    writeFileSync(this.#fd, `${this.#header(2)}\n`.repeat(2));
    this.#lines = 2;
    for (const batch of inBatches(source.all())) this.#append(batch);
    fsyncSync(this.#fd);
    renameSync(temporary, this.#target);
  }

  #append(records: readonly StateRecord[]): void {
    if (records.length === 0) return;
    for (const record of records) this.#pending.add(JSON.stringify(record));
    const bytes = this.#pending.take();
    // All bytes or an error: on a full disk write(2) takes some and only returns their number.
    writeFileSync(this.#fd, bytes);
    this.#pending.recycle(bytes);
    this.#lines += records.length;
  }

  /** Version 1 had no checksums. */
  #header(version: 1 | 2): string {
    return JSON.stringify({ type: `building-sim ${this.#kind} state`, version });
  }

  /** For each line behind the header its record; undefined for a damaged line. */
  *#lineRecords(): Generator<StateRecord | undefined> {
    const { fd, stats } = openToRead(this.path);
    try {
      // The renaming of a snapshot would replace a device or a pipe.
      if (!stats.isFile()) throw new Error('it is a device or a pipe');
      let number = 0;
      let version: 1 | 2 | undefined;
      for (const { bytes, isWhole } of readLines(fd, MAX_LINE_BYTES)) {
        number++;
        const headed = number > 2 ? undefined : this.#versionIn(bytes);
        version ??= headed;
        if (number >= 2 && version === undefined) break;
        if (headed !== undefined) yield HEADER;
        else if (number === 1) yield undefined;
        else if (isWhole) yield recordIn(version === 1 ? bytes.toString() : checkedText(bytes));
      }
      if (number > 0 && version === undefined) throw this.#foreign();
    } finally {
      closeSync(fd);
    }
  }

  #versionIn(line: Buffer): 1 | 2 | undefined {
    return ([1, 2] as const).find((version) => line.equals(Buffer.from(this.#header(version))));
  }

  #foreign(): Failure {
    return usageFailure(
      `state file '${this.path}': does not begin with ${this.#header(2)}; name another file`,
    );
  }
}

/** A file behind a symbolic link is replaced, not the link. */
export function targetOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
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

/** A header says nothing more. */
const HEADER: ToldRecord = { told: 0 };

function recordIn(text: string | undefined): StateRecord | undefined {
  try {
    const record: unknown = JSON.parse(text ?? '');
    return isStateRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isStateRecord(value: unknown): value is StateRecord {
  if (!isObject(value)) return false;
  const { clock, group, topic, told, untold, tracks = [], alarm = {}, window = { parts: [] } } = value;
  if ([clock, told, untold].some((each) => typeof each === 'number') || typeof group === 'string')
    return true;
  const hasWindow = isObject(window) && isListOf(window.parts, Array.isArray);
  return typeof topic === 'string' && isListOf(tracks, isObject) && isObject(alarm) && hasWindow;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

/** The last line of each sensor and group, the clock first; and the events after the last told one. */
function gather(lines: Iterable<StateRecord | undefined>): LoadedState {
  const last = new Map<string, SnapshotRecord>();
  const events = new Map<number, unknown>();
  const damaged: number[] = [];
  let told = 0;
  let number = 0;
  for (const record of lines) {
    number++;
    if (record === undefined) damaged.push(number);
    else if ('told' in record) told = Math.max(told, record.told);
    else if ('untold' in record) events.set(record.untold, record.event);
    else last.set(keyOf(record), record);
  }
  return {
    records: [...last.values()].sort((a, b) => orderOf(a) - orderOf(b)),
    untold: [...events].filter(([each]) => each > told).map(([, event]) => event),
    damaged,
  };
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
