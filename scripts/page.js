import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Builds the dashboard's page into dist/page: one script and one style sheet, compressed here, so that the server has
 * nothing to compute. Returns the paths of the modules with at least a byte in
 * the bundle.
 */
export async function buildPage() {
  const { metafile } = await build({
    entryPoints: ['src/page/main.tsx'],
    outdir: 'dist/page',
    entryNames: 'page-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  writePage(Object.keys(metafile.outputs).map((path) => basename(path)));
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

/** Writes the page around its script and style sheet, the compressed forms, and the list of its files. */
function writePage(/** @type {readonly string[]} */ names) {
  const script = names.find((name) => name.endsWith('.js')) ?? '';
  const style = names.find((name) => name.endsWith('.css')) ?? '';
  const html = readFileSync('src/page/index.html', 'utf8')
    .replace('{{script}}', `/${script}`)
    .replace('{{style}}', `/${style}`);
  writeFileSync('dist/page/index.html', html);
  const files = {
    '/': { file: 'index.html', type: 'text/html; charset=utf-8', isHashed: false },
    [`/${script}`]: { file: script, type: 'text/javascript; charset=utf-8', isHashed: true },
    [`/${style}`]: { file: style, type: 'text/css; charset=utf-8', isHashed: true },
  };
  for (const { file } of Object.values(files)) {
    writeFileSync(`dist/page/${file}.gz`, gzipSync(readFileSync(`dist/page/${file}`), { level: 9 }));
  }
  writeFileSync('dist/page/files.json', `${JSON.stringify(files, null, 2)}\n`);
}
