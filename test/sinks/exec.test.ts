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

function opened(...command: [string, ...string[]]) {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const { env } = process;
  const sink = createExecSink({ command, parallel: 1, queue: 2, timeoutMs: 60_000, env, warn });
  return { sink, warnings };
}

describe.skipIf(process.platform === 'win32')('--exec', () => {
  it('says the first dropped result at once, and counts all', async () => {
    const { sink, warnings } = opened('sleep', '1');
    for (let i = 0; i < 3; i++) sink.take(breach);
    expect(warnings).toEqual([]);
    for (let i = 0; i < 3; i++) sink.take(breach);
    expect(warnings).toEqual([expect.stringMatching(/^--exec: 2 results wait for a command/)]);
    expect(await sink.end()).toMatch(/1 result: 0 failed, 0 took too long, 5 dropped/);
  });

  it('kills at its end a command that hangs, with the processes of the command', async () => {
    const pidFile = join(folder, 'pid');
    const { sink } = opened('sh', '-c', `sleep 777 & echo $! > '${pidFile}'; wait`);
    sink.take(breach);
    expect(await sink.end()).toMatch(/1 dropped/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
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
