import { fstatSync } from 'node:fs';
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
    program: [process.execPath, ...process.execArgv, ...process.argv.slice(1)],
  };
}

function outputOf(stream: typeof process.stdout | typeof process.stderr): Output {
  return {
    isTTY: stream.isTTY === true,
    get isFile() {
      return isFile(stream.fd);
    },
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

function isFile(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFile() || stats.isCharacterDevice();
  } catch {
    return false;
  }
}
