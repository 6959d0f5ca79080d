// The bill of materials of the bundle, in CycloneDX: npm writes that of the lock file, and the bundled packages stay.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A bill of materials as text, the same for the same packages. `bundled` are the packages, each as `name@version`. */
export async function billOfMaterials(bundled) {
  const { metadata, components, dependencies, ...head } = await lockedMaterials();
  const root = metadata.component;
  const kept = new Set([root['bom-ref'], ...bundled]);
  const bill = {
    ...head,
    serialNumber: undefined, // random
    metadata: { component: { ...essence(root), type: 'application', name: 'building-sim' } },
    components: components.filter((component) => kept.has(component['bom-ref'])).map(essence),
    dependencies: dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) })),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

async function lockedMaterials() {
  // The surrounding npm hands its options on, such as --global and --omit=dev.
  const options = ['--no-global', '--include=dev', '--package-lock-only', '--sbom-format=cyclonedx'];
  const args = ['sbom', ...options];
  const { npm_execpath: npm } = process.env;
  const settings = { maxBuffer: 64 << 20, shell: npm === undefined && process.platform === 'win32' };
  const { stdout } = await promisify(execFile)(
    npm === undefined ? 'npm' : process.execPath,
    npm === undefined ? args : [npm, ...args],
    settings,
  );
  return JSON.parse(stdout);
}

/** A component without the empty fields, and without its role in the development of this package. */
function essence({ properties, externalReferences, scope, ...component }) {
  return component;
}
