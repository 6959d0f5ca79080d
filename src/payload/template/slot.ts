import type { Reading } from '../../building/reading.ts';
import { isSensorKind, SENSOR_KINDS, type SensorKind, sensorType } from '../../building/sensors.ts';
import { isoTime } from '../../building/time.ts';
import { fromSensorUnit, toSensorUnit } from '../../building/units.ts';

/** A name in braces in a payload template, such as `{value}` or `{TEMP:F}`. */
export interface Slot {
  readonly name: string;
  /** The kind of sensor that the slot is for; undefined for all other names. */
  readonly kind: SensorKind | undefined;
  /** The unit of a kind's value; undefined: the sensor's own. */
  readonly unit: string | undefined;
}

/** What slots are filled from. */
export interface SlotSource {
  /** The reading that is sent. */
  readonly reading: Reading;
  /** The values of the sensors in the reading's room, in their own units. */
  readonly values: ReadonlyMap<SensorKind, number>;
}

/** A fault in a payload template, in a few words. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
}

const WRITERS: Readonly<Record<string, (reading: Reading) => string | number>> = {
  value: ({ value }) => value,
  unit: ({ address }) => sensorType(address.sensor).unit,
  unit_symbol: ({ address }) => unitSymbol(address.sensor),
  time: ({ timeMs }) => isoTime(timeMs),
  time_local: ({ timeMs }) => isoTime(timeMs).slice(0, 19),
  time_s: ({ timeMs }) => Math.floor(timeMs / 1000),
  time_ms: ({ timeMs }) => timeMs,
  seq: ({ seq }) => seq,
  sensor: ({ address }) => address.sensor,
  quantity: ({ address }) => sensorType(address.sensor).quantity,
  building: ({ address }) => address.building,
  floor: ({ address }) => address.floor,
  wing: ({ address }) => address.wing,
  room: ({ address }) => address.room,
};

/** The names of slots with a time. */
export const TIME_SLOTS: readonly string[] = ['time', 'time_s', 'time_ms'];

/** `{TEMP:F}` without its braces. Throws TemplateFault for an unknown name or unit. */
export function slotOf(text: string): Slot {
  const [, name = '', unit] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (isSensorKind(name)) {
    if (unit !== undefined && toSensorUnit(name, 0, unit) === undefined)
      throw new TemplateFault(`{${text}}: '${unit}' is not a unit of ${sensorType(name).quantity}`);
    return { name, kind: name, unit };
  }
  if (!Object.hasOwn(WRITERS, name)) {
    const names = [...Object.keys(WRITERS), ...SENSOR_KINDS].map((each) => `{${each}}`).join(' ');
    throw new TemplateFault(`{${name}} is no name: use ${names}`);
  }
  if (unit !== undefined) throw new TemplateFault(`{${text}}: only a sensor such as {TEMP:F} has a unit`);
  return { name, kind: undefined, unit: undefined };
}

/** Undefined for a sensor without a value. */
export function slotValue(slot: Slot, { reading, values }: SlotSource): string | number | undefined {
  if (slot.kind === undefined) return WRITERS[slot.name]?.(reading);
  const value = values.get(slot.kind);
  return value === undefined || slot.unit === undefined ? value : fromSensorUnit(slot.kind, value, slot.unit);
}

/** The unit as people write it: `°C`. */
function unitSymbol(sensor: SensorKind): string {
  const { homeAssistant, unit } = sensorType(sensor);
  return homeAssistant.component === 'sensor' ? homeAssistant.unit : unit;
}
