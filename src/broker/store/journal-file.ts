import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const COPY_BYTES = 1024 * 1024;
/** Zeros behind the end. A write into zeros leaves the file's length on the disk alone, and takes half the time. */
const SPARE_BYTES = 1024 * 1024;
/** O_DSYNC on Linux: each write returns once the disk has the bytes, so no second call has to sync. */
const WRITES_SYNC = process.platform === 'linux';

/**
 * A file with appends at its end, and a replacement while appends go on. Both take turns. After SIGKILL the file may end
 * in zeros.
 */
export class JournalFile {
  readonly #path: string;
  readonly #isSynced: boolean;
  #file: FileHandle;
  /** Bytes of complete appends. */
  #size: number;
  /** A failed append or an earlier process may have left bytes behind #size. */
  #hasRemains = true;
  /** End of the zeros behind #size. */
  #spareEnd: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, size: number, isSynced: boolean) {
    this.#path = path;
    this.#isSynced = isSynced;
    this.#file = file;
    this.#size = size;
    this.#spareEnd = size;
  }

  /**
   * Keeps the first `size` bytes of the file. The first append cuts the rest off. Each append reaches the disk before it
   * resolves, unless `isSynced` is false.
   */
  static async open(path: string, size: number, isSynced = true): Promise<JournalFile> {
    const file = await open(path, flagsOf(isSynced) | constants.O_CREAT, 0o600);
    await rm(`${path}.new`, { force: true });
    if (size === 0) await syncFolder(dirname(path));
    return new JournalFile(path, file, size, isSynced);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Resolves when the bytes are on the disk, or in the memory of the system where appends are not synced. After a rejection the next append first cuts off a half-written part, and
   * the caller hands the bytes over again: after a failed sync a file system may have forgotten them.
   */
  append(bytes: Buffer): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#hasRemains) await this.#cutRemains();
      this.#hasRemains = true;
      if (this.#size + bytes.length > this.#spareEnd) await this.#makeSpare(bytes.length);
      const end = await writeAt(this.#file, bytes, this.#size);
      if (this.#isSynced && !WRITES_SYNC) await this.#file.datasync();
      this.#size = end;
      this.#hasRemains = false;
    });
  }

  /** Resolves when all earlier appends are on the disk. */
  sync(): Promise<void> {
    return this.#inTurn(() => this.#file.datasync());
  }

  async #cutRemains(): Promise<void> {
    await this.#file.truncate(this.#size);
    this.#spareEnd = this.#size;
  }

  /** A full disk is no failure here: the append itself may still find room. */
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
   * Replaces the content by these pieces. Appends go on meanwhile; their bytes follow behind the pieces. A crash leaves
   * either the old file or the new file.
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
        this.#file = await open(this.#path, flagsOf(this.#isSynced));
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
      if (!this.#isSynced) await this.#file.datasync();
      await this.#file.close();
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}

function flagsOf(isSynced: boolean): number {
  return constants.O_RDWR | (isSynced && WRITES_SYNC ? constants.O_DSYNC : 0);
}

/** A full disk may take a part of the bytes without an error. Returns the offset behind the bytes. */
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
