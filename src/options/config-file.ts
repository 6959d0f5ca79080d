import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { usageFailure } from '../failure.ts';
import { readNamedFile } from '../named-file.ts';
import type { SourcedTexts } from './option.ts';

/** The same as for other YAML files. */
const MAX_BYTES = 262_144;

/** Reads a YAML file of options: one `name: value`, or a list of values for a repeatable option, a line. */
export function readConfigFile(path: string): Map<string, SourcedTexts> {
  const lines = new LineCounter();
  const document = parseDocument(readNamedFile('--config', path, '', MAX_BYTES).toString(), {
    lineCounter: lines,
    schema: 'failsafe',
    prettyErrors: false,
  });
  const fault = document.errors[0];
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw usageFailure(`${path}:${line}:${col}: not YAML: ${fault.message.split('\n')[0]}`);
  }
  const entries = new Map<string, SourcedTexts>();
  if (document.contents === null) return entries;
  if (!isMap(document.contents)) throw usageFailure(`${path}: expected one 'option: value' a line`);

  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    const where = `${path}:${lines.linePos(offset).line}: ${name}`;
    entries.set(name, { texts: textsOf(value, where), where });
  }
  return entries;
}

function textsOf(value: unknown, where: string): string[] {
  if (value === null) return [''];
  if (isScalar(value)) return [String(value.value)];
  if (isSeq(value) && value.items.every(isScalar)) return value.items.map((item) => String(item.value));
  throw usageFailure(`${where}: use a value or a list of values`);
}
