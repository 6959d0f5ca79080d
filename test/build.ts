import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the program for the end-to-end tests, once for a run of all tests. */
export function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
