import type { Reading } from '../../building/reading.ts';
import type { SensorKind } from '../../building/sensors.ts';
import type { DecodedPayload } from '../decoded.ts';
import { decodedReading, readLoose, readTimeField, TIME_KEYS, unreadablePayload } from '../decoding.ts';
import { noNumberWords, noValueWords } from '../missing-value.ts';
import { parsePayload } from '../parse.ts';
import { type DataPath, pathWords, placedSlots, valueAt } from './path.ts';
import { type Slot, TemplateFault, TIME_SLOTS } from './slot.ts';
import { fillTree, kindsIn, parseTemplate, slotsIn, type TemplateTree } from './tree.ts';

/** The payloads of another program, for writing and for reading. */
export interface PayloadTemplate {
  readonly name: string;
  /** The sensors that a message of a room has; undefined: a message has the value of one sensor, of any kind. */
  readonly kinds: readonly SensorKind[] | undefined;
  /** `values` are those of the room's sensors, in their own units; a message of one sensor needs none. */
  readonly write: (reading: Reading, values: ReadonlyMap<SensorKind, number>) => Uint8Array;
  /** Reads the value of a sensor. Undefined for a sensor of the room that this message leaves out. Never throws. */
  readonly read: (bytes: Uint8Array, sensor: SensorKind) => DecodedPayload | undefined;
}

/** A template from its text. Throws TemplateFault for text that is no template, or that names no value. */
export function payloadTemplate(name: string, text: string): PayloadTemplate {
  const tree = parseTemplate(text);
  const slots = placedSlots(tree).map(({ slot, path }) => ({ slot, path }));
  const hasValue = slotsIn(tree).some((slot) => slot.name === 'value');
  const kinds = kindsIn(tree);
  if (hasValue && kinds.length > 0)
    throw new TemplateFault('it has {value} and a sensor: a message is of one sensor, or of a room');
  const values = slots.filter(({ slot }) => slot.name === 'value' || slot.kind !== undefined);
  if (values.length === 0)
    throw new TemplateFault('it has no value: {value}, or sensors such as {TEMP} and {HUM}');
  const reader = pathReader({ name, values, others: slots });
  return {
    name,
    kinds: hasValue ? undefined : kinds,
    write: (reading, roomValues) =>
      Buffer.from(JSON.stringify(fillTree(tree as TemplateTree, { reading, values: roomValues }))),
    read: reader,
  };
}

/** A reader of values at paths, of one kind of sensor (undefined: any) each, whatever stands beside. */
export function valuePathReader(
  paths: readonly { readonly sensor: SensorKind | undefined; readonly path: DataPath }[],
): PayloadTemplate['read'] {
  const values = paths.map(({ sensor, path }) => ({
    slot: { name: sensor ?? 'value', kind: sensor, unit: undefined },
    path,
  }));
  return pathReader({ name: 'path', values, others: [] });
}

interface Paths {
  readonly name: string;
  readonly values: readonly PlacedValue[];
  /** Slots of the time, the unit and the number. */
  readonly others: readonly PlacedValue[];
}

interface PlacedValue {
  readonly slot: Slot;
  readonly path: DataPath;
}

function pathReader({ name, values, others }: Paths): PayloadTemplate['read'] {
  const pathOf = (names: readonly string[]): DataPath | undefined =>
    others.find(({ slot }) => names.includes(slot.name))?.path;
  const [timePath, unitPath, seqPath] = [
    pathOf(TIME_SLOTS),
    pathOf(['unit', 'unit_symbol']),
    pathOf(['seq']),
  ];
  const timePaths = timePath === undefined ? TIME_KEYS.map((key) => [{ key }]) : [timePath];
  return (bytes, sensor) => {
    const parsed = parsePayload(bytes);
    if (parsed.kind === 'broken') return unreadablePayload(parsed.reason);
    const data = parsed.value;
    const own = values.filter(({ slot }) => slot.kind === undefined || slot.kind === sensor);
    const found = own.find(({ path }) => valueAt(data, path) !== undefined);
    if (found === undefined) return undefinedOr(data, own, values);
    const field = valueAt(data, found.path);
    const measured = readLoose(field, sensor);
    if (measured === undefined) return unreadablePayload(noNumberWords(pathWords(found.path), field));
    const unit = unitPath && valueAt(data, unitPath);
    const seq = seqPath && valueAt(data, seqPath);
    return decodedReading(
      sensor,
      {
        value: measured.value,
        unit:
          measured.unit ?? found.slot.unit ?? (typeof unit === 'string' && unit !== '' ? unit : undefined),
        timeMs: readTimeField(
          timePaths.map((path) => valueAt(data, path)).find((time) => time !== undefined),
        ),
        seq: typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? seq : undefined,
      },
      name,
    );
  };
}

/** A room's message may leave sensors out, but not all of them. */
function undefinedOr(
  data: unknown,
  own: readonly PlacedValue[],
  all: readonly PlacedValue[],
): DecodedPayload | undefined {
  if (all.some(({ slot, path }) => slot.kind !== undefined && valueAt(data, path) !== undefined))
    return undefined;
  const wanted = (own.length > 0 ? own : all).map(({ path }) => pathWords(path));
  const keys = data instanceof Map ? [...data.keys()].map(String) : Object.keys(Object(data));
  return unreadablePayload(noValueWords({ keys: () => keys }, [...new Set(wanted)]));
}
