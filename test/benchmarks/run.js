// node test/benchmarks/run.js [NAME] [argument..] runs NAME.bench.ts, or all.bench.ts: Node 20 can't by itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const given = process.argv.slice(2);
const isNamed = given[0] !== undefined && !given[0].startsWith('-');
const [name, ...rest] = isNamed ? given : ['all', ...given];
// Inside the package, so Node finds the modules outside the bundle.
const folder = mkdtempSync(join(import.meta.dirname, '.run-'));
try {
  const outfile = join(folder, 'bench.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, `${name}.bench.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
