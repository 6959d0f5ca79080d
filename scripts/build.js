// Bundles src into dist: one file for the start and one for each later import. Loading the many files of yargs and
// mqtt would cost more than the rest of a short run. Bundled packages need no installation, so the package has no
// dependencies; their licences and a bill of materials go with the bundle.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepCompiled } from './compiled.js';
import { buildManual } from './manual.js';
import { buildPage } from './page.js';
import { buildProgram } from './program.js';
import { billOfMaterials } from './sbom.js';

rmSync('dist', { recursive: true, force: true });

const program = await buildProgram();
const page = await buildPage();
await buildManual();
await keepCompiled();
const packages = bundledPackages([...program, ...page]);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', packages.map(licenseText).join('\n'));
writeFileSync(
  'dist/sbom.cdx.json',
  await billOfMaterials(packages.map(({ name, version }) => `${name}@${version}`)),
);

/** The packages of these modules, with the fields of their package.json. */
function bundledPackages(/** @type {readonly string[]} */ paths) {
  const folders = paths.map((path) => /(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
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
