import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from '../cli/child.ts';

/** A small folder: a file system of its own if the test may mount one, else a limit of the process. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'building-sim-disk-'));
  readonly isMounted: boolean;

  constructor(kilobytes: number) {
    this.isMounted = succeeds('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', this.folder);
    this.#kilobytes = kilobytes;
  }

  readonly #kilobytes: number;

  /** Call for each process with this disk. */
  limit(child: Child): void {
    if (!this.isMounted) prlimit(child, `${this.#kilobytes * 1024}:unlimited`);
  }

  /** Makes room. */
  enlarge(child: Child): void {
    if (this.isMounted) execFileSync('mount', ['-o', 'remount,size=100m', this.folder]);
    else prlimit(child, 'unlimited:unlimited');
  }

  remove(): void {
    if (this.isMounted) execFileSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function prlimit(child: Child, size: string): void {
  execFileSync('prlimit', ['--pid', String(child.process.pid), `--fsize=${size}`]);
}

function succeeds(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
