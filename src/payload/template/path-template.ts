import type { SensorKind } from '../../building/sensors.ts';
import { type DataPath, pathWords } from './path.ts';
import { TemplateFault } from './slot.ts';
import { type PayloadTemplate, payloadTemplate, valuePathReader } from './template.ts';

/** Where a payload has a value: of one kind of sensor, or (undefined) of any. */
export interface ValuePath {
  readonly sensor: SensorKind | undefined;
  readonly path: DataPath;
}

/**
 * Payloads with their values at these paths: written with nothing beside, read with anything beside. Throws TemplateFault
 * for paths that can't be in one message.
 */
export function pathTemplate(paths: readonly ValuePath[]): PayloadTemplate {
  const kinds = paths.flatMap(({ sensor }) => (sensor === undefined ? [] : [sensor]));
  if (kinds.length > 0 && kinds.length < paths.length)
    throw new TemplateFault('name a sensor in all paths, as in TEMP=t and HUM=rh, or in none');
  let data: Data = new Map();
  for (const { sensor, path } of paths)
    data = placed(data, path, `{${sensor ?? 'value'}}`, pathWords(path)) as Data;
  return { ...payloadTemplate('path', jsonOf(data)), read: valuePathReader(paths) };
}

/** Objects and arrays around slots in braces, which are texts. */
type Data = Map<string, Data> | Data[] | string;

function placed(data: Data | undefined, [step, ...rest]: DataPath, slot: string, words: string): Data {
  if (step === undefined) {
    if (data !== undefined) throw new TemplateFault(`'${words}' is inside of another path, or the same`);
    return slot;
  }
  if ('key' in step) {
    const fields =
      data instanceof Map || data === undefined ? (data ?? new Map<string, Data>()) : clash(words);
    return fields.set(step.key, placed(fields.get(step.key), rest, slot, words));
  }
  const items = Array.isArray(data) ? data : data === undefined || isEmpty(data) ? [] : clash(words);
  const { named } = step;
  const found = named
    ? items.findIndex((item) => item instanceof Map && item.get(named.key) === named.text)
    : step.index;
  const at = found === -1 ? items.length : found;
  while (items.length < at) items.push('null');
  const item = items[at] === 'null' ? undefined : items[at];
  items[at] = placed(item ?? (named && new Map([[named.key, named.text]])), rest, slot, words);
  return items;
}

function isEmpty(data: Data): boolean {
  return data instanceof Map && data.size === 0;
}

function clash(words: string): never {
  throw new TemplateFault(`'${words}' and another path can't be in one message`);
}

function jsonOf(data: Data): string {
  if (typeof data === 'string') return data === 'null' || data.startsWith('{') ? data : JSON.stringify(data);
  if (Array.isArray(data)) return `[${data.map(jsonOf).join(',')}]`;
  return `{${[...data].map(([key, value]) => `${JSON.stringify(key)}:${jsonOf(value)}`).join(',')}}`;
}
