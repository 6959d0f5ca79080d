import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { openFileStream } from '../bounded-file.ts';
import { unreadable } from '../named-file.ts';

/** A pipe without data is told after this time. */
const SILENT_MS = 800;

export interface RecordingPlace {
  readonly stdin: Readable;
  /** Gets a sentence about a pipe without data. */
  readonly note: (text: string) => void;
}

/** The name of a recording in errors: `--replay 'day.jsonl'`, or `stdin`. */
export function recordingName(what: string, path: string): string {
  return path === '-' ? 'stdin' : `${what} '${path}'`;
}

/**
 * The bytes of a recording of any size; `-` is stdin, and a pipe is waited for. Throws a usage failure at once if the
 * file can't be opened.
 */
export function openRecording(what: string, path: string, { stdin, note }: RecordingPlace): Readable {
  if (path === '-') return stdin;
  let stream: Readable;
  try {
    stream = openFileStream(path);
  } catch (cause) {
    throw unreadable(what, path, cause);
  }
  if (stream instanceof Socket)
    tellIfSilent(stream, () => note(`waits for the pipe ${path}: nothing comes yet`));
  return stream;
}

/** Hands a recording to `take`, until its end or the signal. */
export async function takeUntil(
  signal: AbortSignal,
  recording: Readable,
  take: (recording: Readable) => Promise<void>,
): Promise<void> {
  try {
    await take(addAbortSignal(signal, recording));
  } catch (error) {
    // The signal cuts the stream off, and the stream then throws.
    if (!signal.aborted) throw error;
  }
}

function tellIfSilent(pipe: Socket, tell: () => void): void {
  const timer = setTimeout(() => {
    if (pipe.bytesRead === 0 && !pipe.closed) tell();
  }, SILENT_MS);
  timer.unref();
}
