import { escapeControl } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import { ENVIRONMENT_PREFIX, environmentName } from './sources.ts';

/**
 * A sentence for each variable of the environment that looks like an option of ours and is none. A variable may belong to
 * an option of another command (`allNames`).
 */
export async function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  own: readonly string[],
  allNames: () => Promise<ReadonlySet<string>>,
): Promise<readonly string[]> {
  const ownNames = new Set(own.map(environmentName));
  const others = Object.keys(env).filter(
    (name) => name.startsWith(ENVIRONMENT_PREFIX) && env[name] && !ownNames.has(name),
  );
  if (others.length === 0) return [];
  const all = [...(await allNames())].map(environmentName);
  return others.filter((name) => !all.includes(name)).map((name) => sentence(name, all));
}

function sentence(name: string, all: readonly string[]): string {
  const meant = nearest(name, all);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `${escapeControl(name)} in the environment sets no option${hint}`;
}
