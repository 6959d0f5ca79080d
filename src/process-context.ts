import type { WriteStream } from 'node:tty';
import type { Context, Output } from './command.ts';

/** The process as commands see it. */
export function processContext(signal: AbortSignal): Context {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    // Opened on the first use: a terminal's stdin would keep every command alive.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    signal,
    now: Date.now,
  };
}

function outputOf(stream: WriteStream): Output {
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || undefined;
    },
    write: (text, done) => {
      stream.write(text, (error) => error ?? done?.());
    },
  };
}
