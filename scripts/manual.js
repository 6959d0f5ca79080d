// Writes the manual pages into dist/man, of the same words as the help.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

export async function buildManual() {
  const module = 'dist/man/manual.mjs';
  const { outputFiles } = await build({
    entryPoints: ['src/manual.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    write: false,
  });
  mkdirSync('dist/man', { recursive: true });
  writeFileSync(module, outputFiles[0]?.contents ?? '');
  const { manual } = await import(new URL(`../${module}`, import.meta.url).href);
  for (const { file, text } of await manual()) writeFileSync(`dist/man/${file}`, text);
  rmSync(module);
}
