import type { Slot } from './slot.ts';
import type { TemplateTree } from './tree.ts';

/** One step into data: a key of an object, or an item of an array. */
export type PathStep =
  | { readonly key: string }
  /** The item with this text under a key, such as `name`; without such an item, the one at the index. */
  | { readonly index: number; readonly named?: { readonly key: string; readonly text: string } };

export type DataPath = readonly PathStep[];

export interface PlacedSlot {
  readonly slot: Slot;
  readonly path: DataPath;
}

/** Items of an array are told apart by one of these. */
const NAME_KEYS = ['name', 'n', 'id', 'key', 'type'];

/** The slots that are whole values, and their places. */
export function placedSlots(tree: TemplateTree, path: DataPath = []): readonly PlacedSlot[] {
  switch (tree.kind) {
    case 'constant':
    case 'text':
      return [];
    case 'slot':
      return [{ slot: tree.slot, path }];
    case 'array':
      return tree.items.flatMap((item, index) => placedSlots(item, [...path, itemStep(item, index)]));
    case 'object':
      return tree.entries.flatMap(([key, child]) => placedSlots(child, [...path, { key }]));
  }
}

function itemStep(item: TemplateTree, index: number): PathStep {
  if (item.kind !== 'object') return { index };
  for (const [key, child] of item.entries) {
    if (NAME_KEYS.includes(key) && child.kind === 'constant' && typeof child.value === 'string')
      return { index, named: { key, text: child.value } };
  }
  return { index };
}

/** The value at a path of JSON or CBOR; undefined if there is none. */
export function valueAt(data: unknown, path: DataPath): unknown {
  let value = data;
  for (const step of path) value = 'key' in step ? fieldOf(value, step.key) : itemOf(value, step);
  return value;
}

function fieldOf(value: unknown, key: string): unknown {
  if (value instanceof Map) return value.get(key);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function itemOf(value: unknown, { index, named }: Exclude<PathStep, { key: string }>): unknown {
  if (!Array.isArray(value)) return undefined;
  if (named === undefined) return value[index];
  return value.find((item) => fieldOf(item, named.key) === named.text);
}

/** `data.sensors[0].value` */
export function pathWords(path: DataPath): string {
  return path
    .map((step) =>
      'key' in step
        ? `.${step.key}`
        : step.named
          ? `[${step.named.key}=${step.named.text}]`
          : `[${step.index}]`,
    )
    .join('')
    .replace(/^\./, '');
}

/**
 * A path as people write it: `data.temperature`, `$.e[0].v`, `metrics[name=temp].value`, `params["temperature:0"].tC`.
 * Undefined for any other text.
 */
export function parsePath(text: string): DataPath | undefined {
  const steps: PathStep[] = [];
  const step = /\.?([^.[\]="]+)|\[(\d{1,4})\]|\["([^"]+)"\]|\[(\w+)=([^\]]+)\]/y;
  step.lastIndex = text.startsWith('$') ? 1 : 0;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    const [, key, index, quotedKey, name, named] = match;
    if (index !== undefined) steps.push({ index: Number(index) });
    else if (name !== undefined && named !== undefined)
      steps.push({ index: 0, named: { key: name, text: named } });
    else steps.push({ key: key ?? quotedKey ?? '' });
  }
  return steps.length === 0 ? undefined : steps;
}
