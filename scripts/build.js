// Bundles src into dist: one file for the start and one for each later import. Loading the many files of yargs and
// mqtt would cost more than the rest of a short run. Bundled packages need no installation, so the package has no
// dependencies; their licences and a bill of materials go with the bundle.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildManual } from './manual.js';
import { buildPage } from './page.js';
import { billOfMaterials } from './sbom.js';

rmSync('dist', { recursive: true, force: true });

/** @type {import('esbuild').BuildOptions} */
const OPTIONS = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  alias: {
    // Node's own streams, of which the package is a copy: a start costs 10 ms less.
    'readable-stream': 'node:stream',
    debug: './scripts/bundled/debug.cjs',
    // Without its decoder's native accelerator, which our encoder never needs, and whose search costs 4 ms.
    'cbor-x': './node_modules/cbor-x/encode.js',
    mqtt: './scripts/bundled/mqtt.cjs',
    'worker-timers': './scripts/bundled/worker-timers.cjs',
    'string-width': './scripts/bundled/string-width.js',
  },
  banner: {
    // CommonJS packages in the bundle call `require` for Node's own modules.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};

const { metafile } = await build({ ...OPTIONS, entryPoints: ['src/main.ts'], metafile: true });

const packages = bundledPackages({ ...metafile.outputs, ...(await buildPage()) });
await buildManual(OPTIONS);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', packages.map(licenseText).join('\n'));
writeFileSync(
  'dist/sbom.cdx.json',
  await billOfMaterials(packages.map(({ name, version }) => `${name}@${version}`)),
);

/** The packages of which at least a byte is in the bundle, with the fields of their package.json. */
function bundledPackages(outputs) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const paths = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const folders = paths.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort().map((folder) => ({
    folder,
    ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  }));
}

function licenseText({ folder, name, version, license }) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `License: ${license}`;
  return `${name} ${version}\n\n${text}\n\n${'-'.repeat(80)}\n`;
}
