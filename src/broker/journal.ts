import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usageFailure } from '../failure.ts';
import { type JournalRecord, readRecordLine, recordLine } from './journal-record.ts';

/** A file to which records are added, and which can be written anew with fewer. */
export class Journal {
  readonly #path: string;
  #file: FileHandle | undefined;
  #waiting: string[] = [];
  /** The batch that takes in what is appended now. */
  #batch: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Bytes of the file. */
  size = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The records of the file; none where there is no file. A last line that is not whole, as a crash may leave
   * it, counts for nothing. Throws a usage failure for any other line that can't be read.
   */
  async *read(): AsyncIterable<JournalRecord> {
    const file = await open(this.#path, constants.O_RDONLY | constants.O_CREAT, 0o600);
    let number = 0;
    let fault: Error | undefined;
    for await (const line of file.readLines()) {
      if (fault) throw fault;
      number += 1;
      try {
        yield readRecordLine(line);
      } catch (cause) {
        if (!(cause instanceof SyntaxError)) throw cause;
        fault = usageFailure(`${this.#path}, line ${number}: not a record of this broker`, { cause });
      }
    }
  }

  /**
   * Puts these records in the place of all there were; a crash leaves either those or these. Nothing may be
   * appended meanwhile.
   */
  async rewrite(records: AsyncIterable<JournalRecord>): Promise<void> {
    await this.#batch?.catch(() => {});
    const fresh = await open(`${this.#path}.new`, 'w', 0o600);
    this.size = 0;
    for await (const text of inPieces(records)) {
      await fresh.appendFile(text);
      this.size += Buffer.byteLength(text);
    }
    await fresh.sync();
    await rename(`${this.#path}.new`, this.#path);
    await syncFolder(dirname(this.#path));
    await this.#file?.close();
    this.#file = fresh;
  }

  /** Resolves when the record is on the disk. Records that come while others are written go together. */
  append(record: JournalRecord): Promise<void> {
    this.#waiting.push(recordLine(record));
    this.#batch ??= this.#writeBatch();
    return this.#batch;
  }

  async #writeBatch(): Promise<void> {
    await this.#writing.catch(() => {}); // whose records that were, hears of it
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#batch = undefined;
    this.#writing = this.#write(text);
    await this.#writing;
  }

  async #write(text: string): Promise<void> {
    if (this.#file === undefined) throw new Error('the journal is closed');
    await this.#file.appendFile(text);
    await this.#file.datasync();
    this.size += Buffer.byteLength(text);
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file?.close();
    this.#file = undefined;
  }
}

const PIECE_CHARACTERS = 65_536;

async function* inPieces(records: AsyncIterable<JournalRecord>): AsyncIterable<string> {
  let text = '';
  for await (const record of records) {
    text += recordLine(record);
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Makes a renamed file survive a power failure too. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // which can't open a folder
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}
