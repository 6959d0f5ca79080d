import { type ChildProcess, spawn } from 'node:child_process';

/** Starts processes that only count; returns the function that ends them. */
export function startBusyLoops(count: number): () => void {
  const loops = Array.from(
    { length: count },
    (): ChildProcess => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  return () => {
    for (const loop of loops) loop.kill('SIGKILL');
  };
}
