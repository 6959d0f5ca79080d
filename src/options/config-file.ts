import { isMap, isScalar, isSeq } from 'yaml';
import { usageFailure } from '../failure.ts';
import { readTextFile } from '../named-file.ts';
import { parseYaml } from '../yaml/document.ts';
import { problemsFailure } from './file-problems.ts';
import type { SourcedTexts } from './option.ts';

/** Reads a YAML file of options: one `name: value`, or a list of values for a repeatable option, a line. */
export function readConfigFile(path: string): Map<string, SourcedTexts> {
  const { root, problems, positionOf } = parseYaml(readTextFile('--config', path));
  if (problems.length > 0) throw problemsFailure(path, problems);
  const entries = new Map<string, SourcedTexts>();
  if (root === null) return entries;
  if (!isMap(root)) throw usageFailure(`${path}: expected one 'option: value' a line`);

  for (const { key, value } of root.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const where = `${path}:${positionOf(key).line}: ${name}`;
    if (entries.has(name)) throw usageFailure(`${where}: it is here twice`);
    entries.set(name, { texts: textsOf(value, where), where });
  }
  return entries;
}

/** True if the file sets a password, in an option of its own or in a URL. Throws as `readConfigFile` does. */
export function hasPassword(path: string): boolean {
  const entries = readConfigFile(path);
  const urls = entries.get('url')?.texts ?? [];
  return entries.has('password') || urls.some((url) => /:\/\/[^/@]*:[^/]*@/.test(url));
}

function textsOf(value: unknown, where: string): string[] {
  if (value === null) return [''];
  if (isScalar(value)) return [String(value.value)];
  if (isSeq(value) && value.items.every(isScalar)) return value.items.map((item) => String(item.value));
  throw usageFailure(`${where}: use a value or a list of values`);
}
