import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
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

it('starts with the compiled code of the build', () => {
  const script = `
    process.argv.splice(1, 0, 'building-sim');
    const { loaded } = require('./bin/building-sim.js');
    process.on('exit', () => {
      const refused = [...loaded].filter(([, { script }]) => script.cachedDataRejected !== false);
      console.error(loaded.size > 5, refused.map(([name]) => name));
    });`;
  const { stderr } = spawnSync(process.execPath, ['-e', script, 'publish', '--dry-run', '-C', '1']);
  expect(String(stderr)).toBe('true []\n');
});

it('compiles what it has no compiled code for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
  for (const part of ['bin', 'dist', 'package.json']) cpSync(part, join(folder, part), { recursive: true });
  const help = () =>
    spawnSync(process.execPath, [join(folder, 'bin', 'building-sim.js'), 'publish', '--help']);
  const whole = String(help().stdout);
  const compiled = readdirSync(join(folder, 'dist', 'compiled'), { recursive: true, encoding: 'utf8' });
  for (const file of compiled.filter((name) => name.endsWith('.cjs')))
    truncateSync(join(folder, 'dist', 'compiled', file), 500);
  const withHalves = help();
  rmSync(join(folder, 'dist', 'compiled'), { recursive: true });
  const without = help();
  rmSync(folder, { recursive: true });
  expect(whole).toContain('building-sim publish');
  for (const { stdout, stderr } of [withHalves, without])
    expect([String(stdout), String(stderr)]).toEqual([whole, '']);
});
