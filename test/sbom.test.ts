// Tests scripts/sbom.js by the built dist/sbom.cdx.json.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[];
}

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
}

const bill = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8'));
const components: readonly Component[] = bill.components;
const locked = new Map<string, LockedPackage>(
  Object.entries<LockedPackage>(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages).map(
    ([path, entry]) => [`${path.replace(/^.*node_modules\//, '')}@${entry.version}`, entry],
  ),
);

it('is a bill of materials in CycloneDX 1.5 for this package', () => {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name, version, purl: `pkg:npm/${name}@${version}` } },
  });
});

it.each(components)('has $name as the lock file has it', (component) => {
  const { name, version, purl, type, hashes, licenses } = component;
  const entry = locked.get(component['bom-ref']);
  expect({ type, version, purl }).toEqual({
    type: 'library',
    version: entry?.version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${entry?.version}`,
  });
  const sha512 = Buffer.from(entry?.integrity?.replace(/^sha512-/, '') ?? '', 'base64').toString('hex');
  expect(hashes).toEqual([{ alg: 'SHA-512', content: sha512 }]);
  expect(licenses.map(({ license, expression }) => license?.id ?? expression)).toEqual([entry?.license]);
});

it('has the packages whose licences are in the bundle, and no others', () => {
  const licences = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8');
  const refs = components.map((component) => component['bom-ref']);
  const titles = licences.match(/^(?:@[\w-]+\/)?[\w.-]+ \d+\.\d+\.\d+$/gm) ?? [];
  expect(refs.toSorted()).toEqual(titles.map((title) => title.replace(' ', '@')).toSorted());
});

it('has every package that the code imports', () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(`src/${file}`, 'utf8').matchAll(
        /(?:^import (?!type )[^\n']*|^\} from |\bimport\()'([a-z][\w-]*)(?:\/[^']*)?'/gm,
      ),
    ])
    .map(([, name = '']) => name)
    .filter((name) => !builtinModules.includes(name));
  expect(names).toContain('yargs');
  expect([...new Set(names)].filter((name) => !components.some((each) => each.name === name))).toEqual([]);
});

it('says which package needs which', () => {
  const refs = [bill.metadata.component, ...components].map((component) => component['bom-ref']);
  const graph: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[] = bill.dependencies;
  expect(graph.map(({ ref }) => ref).toSorted()).toEqual(refs.toSorted());
  const needed = new Set(graph.flatMap(({ dependsOn }) => dependsOn));
  expect(components.filter((component) => !needed.has(component['bom-ref']))).toEqual([]);
});

it('is the same within an installation whose options npm hands on', async () => {
  const bundled = components.map((component) => component['bom-ref']);
  const code = `import { billOfMaterials } from './scripts/sbom.js';
    process.stdout.write(await billOfMaterials(${JSON.stringify(bundled)}));`;
  const env = { ...process.env, npm_config_global: 'true', npm_config_omit: 'dev', NODE_ENV: 'production' };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { env });
  expect(stdout).toBe(readFileSync('dist/sbom.cdx.json', 'utf8'));
});
