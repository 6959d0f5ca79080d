import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('a clone that is not built yet says what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'building-sim.js'), 'demo']);
  rmSync(folder, { recursive: true });
  expect(String(stderr)).toBe('building-sim: it is not built yet: run npm ci in its folder\n');
  expect(status).toBe(2);
});
