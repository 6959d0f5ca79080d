import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const COPY_BYTES = 1024 * 1024;
/** Zeros behind the end: a write into them need not change the file's length on the disk, and takes half the time. */
const SPARE_BYTES = 1024 * 1024;
/** Linux returns from each write when the disk has it, which saves a call. Other systems are told to sync. */
const WRITES_SYNC = process.platform === 'linux';
const OPEN_FLAGS = constants.O_RDWR | (WRITES_SYNC ? constants.O_DSYNC : 0);

/**
 * A file that grows at its end and can be replaced while it grows. Appends and the replacement take turns. A process
 * that is killed leaves zeros at the end.
 */
export class JournalFile {
  readonly #path: string;
  #file: FileHandle;
  /** Bytes that are known to be whole. Whatever is behind them a failed append has left. */
  #size: number;
  #hasRemains = true;
  /** Where the zeros end that are behind them. */
  #spareEnd: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#spareEnd = size;
  }

  /** Goes on behind the first `size` bytes of the file; what is behind those is cut off with the first append. */
  static async open(path: string, size: number): Promise<JournalFile> {
    const file = await open(path, OPEN_FLAGS | constants.O_CREAT, 0o600);
    await rm(`${path}.new`, { force: true });
    if (size === 0) await syncFolder(dirname(path));
    return new JournalFile(path, file, size);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Resolves when the bytes are on the disk. After a rejection the file is as it was: a part that was written is cut
   * off before anything else is appended. (A file system that failed to sync may have forgotten what it was given.)
   */
  append(bytes: Buffer): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#hasRemains) await this.#cutRemains();
      this.#hasRemains = true;
      if (this.#size + bytes.length > this.#spareEnd) await this.#makeSpare(bytes.length);
      const end = await writeAt(this.#file, bytes, this.#size);
      if (!WRITES_SYNC) await this.#file.datasync();
      this.#size = end;
      this.#hasRemains = false;
    });
  }

  async #cutRemains(): Promise<void> {
    await this.#file.truncate(this.#size);
    this.#spareEnd = this.#size;
  }

  /** Where the disk is full, the append that follows says so. */
  async #makeSpare(bytes: number): Promise<void> {
    const from = Math.max(this.#size, this.#spareEnd);
    const zeros = Buffer.alloc(this.#size + bytes + SPARE_BYTES - from);
    await writeAt(this.#file, zeros, from).then(
      (end) => {
        this.#spareEnd = end;
      },
      () => {},
    );
  }

  /**
   * Puts these pieces in the place of all there is now. Appends go on meanwhile; what they add comes behind the pieces.
   * A crash leaves either the old file or the new one.
   */
  async replace(pieces: Iterable<Buffer>): Promise<void> {
    const temporary = `${this.#path}.new`;
    const fresh = await open(temporary, 'w+', 0o600);
    try {
      let copied = this.#size;
      let end = 0;
      for (const piece of pieces) end = await writeAt(fresh, piece, end);
      const catchUp = async () => {
        while (copied < this.#size) {
          const part = await readAt(this.#file, copied, Math.min(COPY_BYTES, this.#size - copied));
          end = await writeAt(fresh, part, end);
          copied += part.length;
        }
      };
      await catchUp();
      await fresh.datasync();
      await this.#inTurn(async () => {
        await catchUp();
        await fresh.datasync();
        await rename(temporary, this.#path);
        await syncFolder(dirname(this.#path));
        const old = this.#file;
        this.#file = await open(this.#path, OPEN_FLAGS);
        this.#size = end;
        this.#spareEnd = end;
        this.#hasRemains = false;
        await Promise.all([old.close(), fresh.close()]);
      });
    } catch (error) {
      await fresh.close();
      await rm(temporary, { force: true });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#cutRemains().catch(() => {});
      await this.#file.close();
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** A full disk takes a part and says so by a number only. Returns the offset behind the bytes. */
async function writeAt(file: FileHandle, bytes: Buffer, at: number): Promise<number> {
  for (let from = 0; from < bytes.length; ) {
    from += (await file.write(bytes, from, bytes.length - from, at + from)).bytesWritten;
  }
  return at + bytes.length;
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead === 0) throw new Error('the journal is shorter than what was written to it');
  return bytes.subarray(0, bytesRead);
}

/** Makes a name in a folder survive a power failure. Windows can't open a folder, and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
