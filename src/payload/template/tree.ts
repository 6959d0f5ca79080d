import type { SensorKind } from '../../building/sensors.ts';
import { type Slot, type SlotSource, slotOf, slotValue, TemplateFault } from './slot.ts';

/** A payload template as a tree of JSON. */
export type TemplateTree =
  | { readonly kind: 'constant'; readonly value: Json }
  /** A whole JSON value, as a number or, in quotes, as a text. */
  | { readonly kind: 'slot'; readonly slot: Slot; readonly isText: boolean }
  /** A text with slots in it. */
  | { readonly kind: 'text'; readonly parts: readonly (string | Slot)[] }
  | { readonly kind: 'array'; readonly items: readonly TemplateTree[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, tree: TemplateTree])[] };

export type Json = string | number | boolean | null;

/** In front of a slot outside of quotes, while the template is parsed as JSON. */
const MARK = '\0';

/** Throws TemplateFault for a text that is no JSON, or with unknown names. */
export function parseTemplate(text: string): TemplateTree {
  let data: unknown;
  try {
    data = JSON.parse(withMarkedSlots(text));
  } catch (error) {
    throw new TemplateFault(`it is no JSON with names in braces: ${(error as Error).message}`);
  }
  return treeOf(data);
}

/** Slots outside of quotes become marked texts, so that the rest is JSON. */
function withMarkedSlots(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\.)*"|\{\s*([A-Za-z_][^{}"]*?)\s*\}/gs,
    (found, slot: string | undefined) => (slot === undefined ? found : JSON.stringify(MARK + slot)),
  );
}

function treeOf(data: unknown): TemplateTree {
  if (typeof data === 'string') return textTree(data);
  if (typeof data !== 'object' || data === null) return { kind: 'constant', value: data as Json };
  if (Array.isArray(data)) return { kind: 'array', items: data.map(treeOf) };
  const entries = Object.entries(data).map(([key, value]) => {
    if (/\{\w+\}/.test(key))
      throw new TemplateFault(`its key '${key}' has a name in braces: only values can`);
    return [key, treeOf(value)] as const;
  });
  return { kind: 'object', entries };
}

function textTree(text: string): TemplateTree {
  if (text.startsWith(MARK)) return { kind: 'slot', slot: slotOf(text.slice(1)), isText: false };
  const parts = text.split(/\{(\w+(?::[^{}]*)?)\}/).map((part, i) => (i % 2 === 1 ? slotOf(part) : part));
  const [before, only, after] = parts;
  if (only === undefined) return { kind: 'constant', value: text };
  if (parts.length === 3 && before === '' && after === '' && typeof only !== 'string')
    return { kind: 'slot', slot: only, isText: true };
  return { kind: 'text', parts };
}

/** The sensors with a slot of their own. */
export function kindsIn(tree: TemplateTree): readonly SensorKind[] {
  const kinds = slotsIn(tree).flatMap(({ kind }) => (kind === undefined ? [] : [kind]));
  return [...new Set(kinds)];
}

/** All slots, in the order of the template. */
export function slotsIn(tree: TemplateTree): readonly Slot[] {
  switch (tree.kind) {
    case 'constant':
      return [];
    case 'slot':
      return [tree.slot];
    case 'text':
      return tree.parts.filter((part) => typeof part !== 'string');
    case 'array':
      return tree.items.flatMap(slotsIn);
    case 'object':
      return tree.entries.flatMap(([, child]) => slotsIn(child));
  }
}

type Filled = Json | readonly Filled[] | { readonly [key: string]: Filled };

/**
 * The data of a message. A sensor without a value is left out, and so is an object or array that is about such sensors
 * alone.
 */
export function fillTree(tree: TemplateTree, source: SlotSource): Filled | undefined {
  switch (tree.kind) {
    case 'constant':
      return tree.value;
    case 'slot': {
      const value = slotValue(tree.slot, source);
      return value === undefined || !tree.isText ? value : String(value);
    }
    case 'text':
      return tree.parts
        .map((part) => (typeof part === 'string' ? part : (slotValue(part, source) ?? '')))
        .join('');
    case 'array':
      if (isAbsent(tree, source)) return undefined;
      return tree.items.map((item) => fillTree(item, source)).filter((item) => item !== undefined);
    case 'object':
      if (isAbsent(tree, source)) return undefined;
      return Object.fromEntries(
        tree.entries.flatMap(([key, child]) => {
          const value = fillTree(child, source);
          return value === undefined ? [] : [[key, value]];
        }),
      );
  }
}

function isAbsent(tree: TemplateTree, { values }: SlotSource): boolean {
  const kinds = kindsIn(tree);
  return kinds.length > 0 && !kinds.some((kind) => values.has(kind));
}
