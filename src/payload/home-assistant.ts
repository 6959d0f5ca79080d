import type { Address } from '../building/address.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { formatTopic } from '../building/topic.ts';
import type { PayloadFormat } from './format.ts';

/** A message that is to be published with the retain flag, so that Home Assistant finds it whenever it starts. */
export interface DiscoveryMessage {
  readonly topic: string;
  readonly payload: string;
}

/**
 * What tells Home Assistant (MQTT discovery) about one sensor: how to show it and where its readings come. Sensors of a
 * room share a device. Undefined where Home Assistant cannot read the format: its templates see text only, never CBOR.
 */
export function discoveryMessage(
  address: Address,
  prefix: string | undefined,
  format: PayloadFormat,
): DiscoveryMessage | undefined {
  const { valueTemplate } = format;
  if (valueTemplate === undefined) return undefined;
  const { building, floor, wing, room, sensor } = address;
  const roomId = roomIdOf(address, prefix);
  const id = `${roomId}_${sensor}`;
  const config = {
    name: capitalised(sensorType(sensor).quantity),
    unique_id: id,
    state_topic: formatTopic(address, prefix),
    value_template: valueTemplate(sensor),
    ...SHOWN[sensor],
    state_class: 'measurement',
    device: {
      identifiers: [roomId],
      name: `${building} floor ${floor} wing ${wing} room ${room}`,
      manufacturer: 'building-sim',
      model: 'simulated room',
    },
    origin: { name: 'building-sim' },
  };
  return { topic: `homeassistant/sensor/${id}/config`, payload: JSON.stringify(config) };
}

/** Home Assistant has no class for vibration; a velocity in mm/s is a speed to it. */
const SHOWN: Readonly<Record<SensorKind, { device_class: string; unit_of_measurement: string }>> = {
  TEMP: { device_class: 'temperature', unit_of_measurement: '°C' },
  HUM: { device_class: 'humidity', unit_of_measurement: '%' },
  LUX: { device_class: 'illuminance', unit_of_measurement: 'lx' },
  VIBR: { device_class: 'speed', unit_of_measurement: 'mm/s' },
};

/**
 * Discovery topics allow letters, digits, `_` and `-` only: any other byte of the prefix and the building's
 * name becomes `-` and two hexadecimal digits, so that different places keep different ids.
 */
function roomIdOf({ building, floor, wing, room }: Address, prefix: string | undefined): string {
  const names = [...(prefix?.split('/') ?? []), building].map(idPart);
  return [...names, `P${floor}`, wing, room].join('_');
}

function idPart(level: string): string {
  return level.replace(/[^A-Za-z0-9]+/g, (text) =>
    Array.from(Buffer.from(text), (byte) => `-${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
