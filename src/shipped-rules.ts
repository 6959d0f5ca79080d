import { readFileSync } from 'node:fs';

/** The rule files that come with the package, in `rules/` at its top. */
export const SHIPPED_RULES = ['office', 'server-room', 'plant-room', 'strict-comfort'] as const;

/** The text of a rule file that comes with the package; undefined for an unknown name. */
export function shippedRules(name: string): string | undefined {
  if (!SHIPPED_RULES.some((known) => known === name)) return undefined;
  // From src/ and, bundled, from dist/ the folder is one level up.
  return readFileSync(new URL(`../rules/${name}.yaml`, import.meta.url), 'utf8');
}
