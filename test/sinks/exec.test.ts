import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ObservedBreach } from '../../src/observation/observation.ts';
import { createExecSink } from '../../src/sinks/exec.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-exec-'));
afterAll(() => rmSync(folder, { recursive: true }));

const breach: ObservedBreach = {
  kind: 'breach',
  address: { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' },
  topic: 'B/P_2/O/4/TEMP',
  value: 31,
  timeMs: 0,
  limit: { side: 'above', value: 27, level: 'high' },
};

function opened(command: [string, ...string[]], timeoutMs = 60_000) {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const { env } = process;
  const sink = createExecSink({ command, parallel: 1, queue: 2, timeoutMs, env, warn });
  return { sink, warnings };
}

describe.skipIf(process.platform === 'win32')('--exec', () => {
  it('says the first dropped result at once, and counts all', async () => {
    const { sink, warnings } = opened(['sleep', '1']);
    for (let i = 0; i < 3; i++) sink.take(breach);
    expect(warnings).toEqual([]);
    for (let i = 0; i < 3; i++) sink.take(breach);
    expect(warnings).toEqual([expect.stringMatching(/^--exec: 2 results wait for a command/)]);
    expect(await sink.end()).toMatch(/1 result: 0 failed, 0 took too long, 5 dropped/);
  });

  it('kills at its end a command that hangs, with the processes of the command', async () => {
    const pidFile = join(folder, 'pid');
    const { sink } = opened(['sh', '-c', `sleep 777 & echo $! > '${pidFile}'; wait`]);
    sink.take(breach);
    expect(await sink.end()).toMatch(/1 dropped/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  // `env -i` hides the mark, and a second fork hides the parent: one of the two is left in each line.
  it.skipIf(process.platform !== 'linux').each([
    ['left the process group', 'setsid sleep 777 & echo $! > PID; wait'],
    ['left the group and its parent', '(setsid sleep 777 & echo $! > PID); exec sleep 777'],
    ['left the group without its environment', 'env -i setsid sleep 777 & echo $! > PID; wait'],
  ])('kills at its time-out processes of a command that %s', async (_, script) => {
    const pidFile = join(folder, 'escaped');
    rmSync(pidFile, { force: true });
    const { sink } = opened(['sh', '-c', script.replace('PID', `'${pidFile}'`)], 500);
    sink.take(breach);
    const pidOf = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0);
    await expect.poll(pidOf).toBeGreaterThan(0);
    const pid = pidOf();
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await sink.end()).toMatch(/1 took too long/);
  });

  it('leaves alone what a command started that ended in time', async () => {
    const pidFile = join(folder, 'daemon');
    const { sink } = opened(['sh', '-c', `(setsid sleep 777 & echo $! > '${pidFile}')`]);
    sink.take(breach);
    expect(await sink.end()).toMatch(/1 result: 0 failed, 0 took too long, 0 dropped/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});

/** False for a zombie that nobody has waited for, too. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  if (existsSync('/proc/self')) return existsSync(status) && !/State:\s+Z/.test(readFileSync(status, 'utf8'));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
