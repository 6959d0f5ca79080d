import { readFileSync } from 'node:fs';

/** Resident memory of a process, in MB. */
export function memoryMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}

/** The growth in MB from the first samples to the last. */
export function growthMb(samples: readonly number[]): number {
  return average(samples.slice(-5)) - average(samples.slice(0, 5));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** A leak ends in a crash: V8 collects no garbage for long where the heap may grow. */
export const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=96' };
