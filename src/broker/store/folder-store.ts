import { closeSync, existsSync, openSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { usageFailure } from '../../failure.ts';
import { systemFault } from '../../named-file.ts';
import { CheckedLines, checkedText } from '../../storage/checked-lines.ts';
import type { Lock } from '../../storage/lock.ts';
import { readLines } from '../../storage/read-lines.ts';
import type { Store, StoreChange } from '../store.ts';
import { lockFolder } from './folder-lock.ts';
import { JournalFile } from './journal-file.ts';
import { readOldJournal } from './old-journal.ts';
import { readRecord, recordText } from './record.ts';

export interface FolderStoreOptions {
  /** Gets one line about damaged records, one when the disk can't be written, and one when it can be again. */
  readonly tell?: (line: string) => void;
  /**
   * Milliseconds within which a change reaches the disk. 0 (the default) is before its commit. Otherwise a commit waits for the
   * system's memory only: SIGKILL loses nothing, a power failure loses the changes of this time.
   */
  readonly syncWithinMs?: number | undefined;
  /** A journal of this size (16 MiB) is written anew as soon as its size has doubled. */
  readonly growthBytes?: number;
  /** Memory for changes during a disk failure (64 MiB). With more changes, the whole journal is written anew later. */
  readonly maxUnwrittenBytes?: number;
}

/** The first record of a journal tells other files apart. */
const HEADER = '{"type":"building-sim broker","version":2}';
const PIECE_BYTES = 262_144;
/** Changes that nobody waits for wait this long at most for a write that they can share. */
const LAZY_MS = 20;
/** The store tries a failed disk again after this time, even without new changes. */
const RETRY_MS = 1000;

interface Batch {
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A store in a folder: a journal with a line for each change, and a checksum in each line. One write takes all changes
 * of a turn of the event loop, and all changes made during the previous write. A client's acknowledgement of a message
 * starts no write of its own, so the messages of publishers need not wait behind it. After a failed write the changes stay in
 * memory and go before all later changes, so the journal lacks nothing once the disk has room again.
 */
export class FolderStore implements Store {
  readonly durable = true;
  readonly #path: string;
  readonly #lock: Lock;
  readonly #tell: (line: string) => void;
  readonly #syncWithinMs: number;
  readonly #growthBytes: number;
  readonly #maxUnwrittenBytes: number;
  readonly #pending = new CheckedLines();
  #journal: JournalFile | undefined;
  #snapshot: () => Iterable<StoreChange> = () => [];
  /** The batch of the latest changes, and the batch under way to the disk. */
  #next: Batch | undefined;
  #current: Batch | undefined;
  #running: Promise<void> | undefined;
  #later: NodeJS.Timeout | undefined;
  #syncing: NodeJS.Timeout | undefined;
  #isFailing = false;
  #isClosing = false;
  /** Too many changes waited and were dropped from memory. A snapshot of the broker's state still has them. */
  #isStale = false;
  #replacing: Promise<void> | undefined;
  #replaceAt: number;

  private constructor(folder: string, lock: Lock, options: FolderStoreOptions) {
    this.#path = join(folder, 'journal');
    this.#lock = lock;
    this.#tell = options.tell ?? (() => {});
    this.#syncWithinMs = options.syncWithinMs ?? 0;
    this.#growthBytes = options.growthBytes ?? 16 * 1024 * 1024;
    this.#maxUnwrittenBytes = options.maxUnwrittenBytes ?? 64 * 1024 * 1024;
    this.#replaceAt = this.#growthBytes;
  }

  /** Makes the folder if necessary. Throws a usage failure if the folder can't be used, or another broker uses it. */
  static async open(folder: string, options: FolderStoreOptions = {}): Promise<FolderStore> {
    return new FolderStore(folder, await lockFolder(folder), options);
  }

  /**
   * The changes in the journal. A line with a wrong checksum is skipped and told. An unfinished last line was never
   * acknowledged to anybody. Throws a usage failure for a file of another kind.
   */
  async *open(snapshot: () => Iterable<StoreChange>): AsyncIterable<StoreChange> {
    this.#snapshot = snapshot;
    let size = 0;
    await this.#convertOld();
    if (existsSync(this.#path)) {
      const fd = openSync(this.#path, 'r');
      try {
        size = yield* this.#changes(fd);
      } finally {
        closeSync(fd);
      }
    }
    this.#journal = await JournalFile.open(this.#path, size, this.#syncWithinMs === 0);
    if (size > 0) return;
    this.#pending.add(HEADER);
    this.#run();
  }

  /** Converts the journal of an older version. Throws a usage failure if the conversion fails. */
  async #convertOld(): Promise<void> {
    const oldPath = join(dirname(this.#path), 'journal.jsonl');
    if (!existsSync(oldPath) || existsSync(this.#path)) return;
    try {
      const converted = await JournalFile.open(`${this.#path}.converted`, 0);
      await converted.replace(linesOf(readOldJournal(oldPath)));
      await converted.close();
      await rename(`${this.#path}.converted`, this.#path);
      await rm(oldPath);
    } catch (cause) {
      throw usageFailure(`${oldPath} can't be converted: ${systemFault(cause)}`, { cause });
    }
    this.#tell(`${oldPath} of an older version was converted`);
  }

  /** Returns the offset behind the last whole line. */
  *#changes(fd: number): Generator<StoreChange, number> {
    const damaged: number[] = [];
    let number = 0;
    let size = 0;
    for (const { bytes, end, isWhole } of readLines(fd)) {
      if (!isWhole) break;
      number += 1;
      size = end;
      const text = checkedText(bytes);
      if (number === 1 && text !== undefined && text !== HEADER) throw this.#foreign();
      if (text === HEADER) continue;
      const change = text === undefined ? undefined : readRecord(text);
      if (change) yield change;
      else damaged.push(number);
    }
    if (damaged.length > 0 && damaged.length === number) throw this.#foreign();
    if (damaged.length > 0) {
      const lines = damaged.slice(0, 5).join(', ') + (damaged.length > 5 ? ' …' : '');
      this.#tell(`${this.#path}: ${damaged.length} damaged (line ${lines}), passed over; the rest is there`);
    }
    return size;
  }

  #foreign(): Error {
    return usageFailure(`${this.#path} is no journal of this version of building-sim: use another folder`);
  }

  write(change: StoreChange): void {
    this.#pending.add(recordText(change));
    this.#runWithin(LAZY_MS);
  }

  commit(): Promise<void> | undefined {
    if (!this.#isBehind) return this.#current?.written;
    this.#next ??= newBatch();
    this.#run();
    return this.#next.written;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#later);
    clearTimeout(this.#syncing);
    await this.#running;
    await this.#replacing;
    if (this.#isBehind) await this.#writeAll();
    await this.#journal?.close();
    await this.#lock.release();
  }

  /** The journal lacks changes. */
  get #isBehind(): boolean {
    return this.#pending.size > 0 || this.#isStale;
  }

  /** Begins to write at the end of this turn of the event loop, unless a write is under way. */
  #run(): void {
    if (this.#journal === undefined || this.#running !== undefined || this.#isClosing) return;
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#running = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#writeAll())
      .finally(() => {
        this.#running = undefined;
        if (this.#next) this.#run();
        else if (this.#isBehind) this.#runWithin(this.#isFailing ? RETRY_MS : LAZY_MS);
      });
  }

  #runWithin(ms: number): void {
    this.#later ??= setTimeout(() => this.#run(), ms).unref();
  }

  /** Writes until nobody waits. */
  async #writeAll(): Promise<void> {
    do {
      const batch = this.#next ?? newBatch();
      this.#next = undefined;
      this.#current = batch;
      // Behind a journal that was written anew nothing is left.
      const failure = this.#isBehind ? await this.#writeOnce() : undefined;
      this.#current = undefined;
      if (failure) {
        batch.reject(failure);
        return;
      }
      batch.resolve();
    } while (this.#next);
    this.#replaceIfGrown();
  }

  /** Writes all pending changes. After a failure, returns the reason and keeps the changes. */
  async #writeOnce(): Promise<Error | undefined> {
    const journal = this.#journal;
    if (journal === undefined) return new Error('the store is not open');
    if (this.#isStale) {
      await this.#replacing;
      const failure = await this.#replace();
      if (failure) return this.#failed(failure);
    }
    const lines = this.#pending.take();
    try {
      await journal.append(lines);
      if (this.#syncWithinMs > 0) this.#syncLater(journal);
      this.#pending.recycle(lines);
    } catch (cause) {
      this.#pending.putBack(lines);
      return this.#failed(cause);
    }
    if (this.#isFailing) this.#tell(`${this.#path} can be written again, and lacks nothing`);
    this.#isFailing = false;
    return undefined;
  }

  /** After a failed sync a file system may have forgotten any part, so the whole journal is written anew. */
  #syncLater(journal: JournalFile): void {
    this.#syncing ??= setTimeout(async () => {
      this.#syncing = undefined;
      await journal.sync().catch((cause) => {
        this.#failed(cause);
        this.#isStale = true;
        this.#runWithin(RETRY_MS);
      });
    }, this.#syncWithinMs).unref();
  }

  #failed(cause: unknown): Error {
    const fault = `${this.#path} can't be written: ${systemFault(cause)}`;
    const told = `${fault}; no message that it should keep is acknowledged until it can`;
    if (!this.#isFailing) this.#tell(told);
    this.#isFailing = true;
    if (this.#pending.size > this.#maxUnwrittenBytes) {
      this.#pending.take();
      this.#isStale = true;
    }
    return new Error(told, { cause });
  }

  #replaceIfGrown(): void {
    if (this.#replacing !== undefined || this.#isClosing || (this.#journal?.size ?? 0) < this.#replaceAt)
      return;
    this.#replacing = this.#replace().then((failure) => {
      this.#replacing = undefined;
      if (failure) this.#tell(`${this.#path} can't be written anew: ${systemFault(failure)}; it grows on`);
    });
  }

  /** Writes the journal anew from a snapshot. Returns the reason of a failure. */
  async #replace(): Promise<Error | undefined> {
    const journal = this.#journal;
    try {
      await journal?.replace(linesOf(this.#snapshot()));
      this.#isStale = false;
      this.#replaceAt = Math.max(this.#growthBytes, 2 * (journal?.size ?? 0));
      return undefined;
    } catch (cause) {
      this.#replaceAt = (journal?.size ?? 0) + this.#growthBytes;
      return cause instanceof Error ? cause : new Error(String(cause));
    }
  }
}

/** The snapshot in pieces. The event loop turns between two pieces. */
function* linesOf(changes: Iterable<StoreChange>): Iterable<Buffer> {
  const lines = new CheckedLines();
  lines.add(HEADER);
  for (const change of changes) {
    lines.add(recordText(change));
    if (lines.size >= PIECE_BYTES) yield lines.take();
  }
  yield lines.take();
}

function newBatch(): Batch {
  let resolve = () => {};
  let reject: (error: Error) => void = () => {};
  const written = new Promise<void>((onWritten, onFailed) => {
    resolve = onWritten;
    reject = onFailed;
  });
  written.catch(() => {}); // often nobody waits
  return { written, resolve, reject };
}
