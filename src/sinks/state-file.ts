import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { AlarmEngine } from '../alarm/engine/engine.ts';
import type { Point } from '../alarm/engine/point.ts';
import { type Kept, keepGroup, keepPoint } from '../alarm/engine/snapshot.ts';
import { usageFailure } from '../failure.ts';
import { unreadable, unwritable } from '../named-file.ts';

const HEADER = { type: 'building-sim alarm state', version: 1 };
/** The file is written anew when it has so many lines more than there are sensors. */
const SPARE_LINES = 10_000;

/**
 * The state of an alarm engine in a file that survives the end of the process at any moment: a snapshot, and
 * behind it a line for each change since. Changes are written before they are told, so that what was told is not
 * told again; a snapshot is written beside the file, forced to the disk and then renamed. A last line that was
 * cut short is as if it had never been.
 */
export class StateFile {
  readonly #path: string;
  readonly #changed = new Set<Point>();
  #fd = -1;
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What was kept; empty where there is no file. Throws a usage failure where it is something else. */
  load(): Kept[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw unreadable('--state', this.#path, cause);
    }
    const [header = '', ...lines] = text.split('\n').slice(0, -1);
    if (text !== '' && header !== JSON.stringify(HEADER)) {
      throw usageFailure(`--state '${this.#path}': is no alarm state of this version; name another file`);
    }
    return newest(lines.map((line, i) => this.#parse(line, i + 2)));
  }

  note(point: Point): void {
    this.#changed.add(point);
  }

  /** Writes the sensors that have changed and, where asked, the groups. Throws a usage failure. */
  flush(engine: AlarmEngine, withGroups = false): void {
    try {
      this.#flush(engine, withGroups);
    } catch (cause) {
      throw unwritable('--state', this.#path, cause);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #flush(engine: AlarmEngine, withGroups: boolean): void {
    if (this.#fd < 0 || this.#lines > engine.size + SPARE_LINES) {
      this.#writeSnapshot(engine);
      return;
    }
    if (this.#changed.size === 0 && !withGroups) return;
    const kept = [...this.#changed].map(keepPoint);
    this.#changed.clear();
    this.#append([...kept, ...clockOf(engine), ...(withGroups ? groupsOf(engine) : [])]);
  }

  #writeSnapshot(engine: AlarmEngine): void {
    this.close();
    this.#changed.clear();
    this.#lines = 0;
    const temporary = `${this.#path}.new`;
    this.#fd = openSync(temporary, 'w', 0o600);
    this.#append([HEADER]);
    for (const points of inBatches(engine.points())) this.#append(points.map(keepPoint));
    this.#append([...clockOf(engine), ...groupsOf(engine)]);
    fsyncSync(this.#fd);
    renameSync(temporary, this.#path);
  }

  #append(records: readonly object[]): void {
    writeSync(this.#fd, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    this.#lines += records.length;
  }

  #parse(line: string, number: number): Kept {
    try {
      const kept: unknown = JSON.parse(line);
      if (isKept(kept)) return kept;
    } catch {
      // said below
    }
    throw usageFailure(`${this.#path}:${number}: no line of an alarm state; remove the file or name another`);
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

function clockOf(engine: AlarmEngine): Kept[] {
  return engine.now > -Infinity ? [{ clock: engine.now }] : [];
}

function groupsOf(engine: AlarmEngine): Kept[] {
  return [...engine.groups()].map(keepGroup);
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { clock, group, topic } = value as Readonly<Record<string, unknown>>;
  return typeof clock === 'number' || typeof group === 'string' || typeof topic === 'string';
}

/** The last line of each sensor and group, the clock first. */
function newest(kept: readonly Kept[]): Kept[] {
  const last = new Map<string, Kept>();
  for (const each of kept)
    last.set('clock' in each ? '' : 'group' in each ? `g ${each.group}` : `p ${each.topic}`, each);
  return [...last.values()].sort((a, b) => orderOf(a) - orderOf(b));
}

/** A sensor finds its groups as they were. */
function orderOf(kept: Kept): number {
  if ('clock' in kept) return 0;
  return 'group' in kept ? 1 : 2;
}
