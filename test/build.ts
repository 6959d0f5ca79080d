import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Set in the process of the runner, where the setups of all projects run. */
const BUILT = Symbol.for('building-sim.built');

/** Builds the program for the end-to-end tests, once for a run of all tests. */
export function setup(): void {
  if (Reflect.has(globalThis, BUILT)) return;
  Reflect.set(globalThis, BUILT, true);
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
