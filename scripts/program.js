import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * The files of shared modules: each holds the modules loaded by all of these at their start, unless an earlier row has
 * them. A file costs a start 0.4 ms. Split by commands alone, `publish` would read 88 files; now it reads a dozen, in four
 * fifths of the time.
 */
const LAYERS = {
  start: ['src/main.ts'],
  words: ['src/commands/topics/match.ts', 'src/commands/publish.ts'],
  readings: ['src/commands/publish.ts', 'src/commands/alarm.ts'],
  publish: ['src/commands/publish.ts'],
};

const ALIAS = {
  // The package is a copy of Node's own streams: without it a start costs 10 ms less.
  'readable-stream': 'node:stream',
  debug: 'scripts/bundled/debug.cjs',
  // The index also looks for a native accelerator of the decoder: 4 ms, and our encoder never needs it.
  'cbor-x': 'node_modules/cbor-x/encode.js',
  mqtt: 'scripts/bundled/mqtt.cjs',
  'worker-timers': 'scripts/bundled/worker-timers.cjs',
  'string-width': 'scripts/bundled/string-width.js',
  'lru-cache': 'scripts/bundled/lru-cache.js',
  '#supports-color': 'scripts/bundled/supports-color.js',
  assert: 'scripts/bundled/assert.js',
  'node:module': 'scripts/bundled/module.js',
};

/**
 * Bundles src/main.ts into dist: one file for the start, and few for each later import. Returns the paths of the modules
 * with at least a byte in the bundle.
 */
export async function buildProgram() {
  const apart = await bundle([]);
  const groups = Object.entries(LAYERS).map(([name, sources], row) => {
    const loaded = sources.map((source) => loadedBy(source, apart));
    return { name, priority: LAYERS_END - row, test: (id) => loaded.every((ids) => ids.has(id)) };
  });
  const chunks = await bundle(groups);
  mkdirSync('dist', { recursive: true });
  for (const { fileName, code } of chunks) writeFileSync(join('dist', fileName), inAscii(code));
  return chunks.flatMap(({ modules }) =>
    Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
  );
}

const LAYERS_END = Object.keys(LAYERS).length;

/** V8 keeps a text of ASCII in half the memory and reads it faster. Escapes mean the same in strings and patterns. */
function inAscii(/** @type {string} */ code) {
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function bundle(/** @type {import('rolldown').CodeSplittingGroup[]} */ groups) {
  const aliases = Object.entries(ALIAS).map(([name, to]) => [
    name,
    to.startsWith('node:') ? to : join(process.cwd(), to),
  ]);
  const build = await rolldown({
    input: 'src/main.ts',
    platform: 'node',
    logLevel: 'warn',
    resolve: { alias: Object.fromEntries(aliases) },
    transform: { target: 'node20.19', define: { 'import.meta.resolve': 'undefined' } },
  });
  const { output } = await build.generate({
    // A start in CommonJS takes 8 % less CPU than one with Node's loader of ES modules.
    format: 'cjs',
    intro: "'use strict';",
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: { groups },
  });
  await build.close();
  return output.filter((part) => part.type === 'chunk');
}

/** The modules loaded at once by the import of a source. */
function loadedBy(/** @type {string} */ source, /** @type {import('rolldown').OutputChunk[]} */ chunks) {
  const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = chunks.find(({ facadeModuleId }) => facadeModuleId === join(process.cwd(), source));
  if (first === undefined) throw new Error(`nothing imports ${source} by itself`);
  const reached = new Set([first]);
  for (const { imports } of reached) {
    for (const name of imports) {
      const chunk = named.get(name); // undefined for Node's own modules
      if (chunk !== undefined) reached.add(chunk);
    }
  }
  return new Set([...reached].flatMap(({ moduleIds }) => moduleIds));
}
