import type { Address } from '../building/address.ts';
import type { HomeAssistantEntity } from '../building/sensors/data-sheet.ts';
import { sensorType } from '../building/sensors.ts';
import { formatTopic } from '../building/topic.ts';
import type { PayloadFormat } from './format.ts';

/** A message to publish with the retain flag: Home Assistant may start later. */
export interface DiscoveryMessage {
  readonly topic: string;
  readonly payload: string;
}

/** Facts of the publisher that tell Home Assistant whether a sensor is there. */
export interface Availability {
  /** The topic of the online state; undefined for none. */
  readonly topic: string | undefined;
  /** Without a reading for so many seconds the sensor is unknown; undefined for never. */
  readonly expireAfterS: number | undefined;
}

/**
 * Announces one sensor to Home Assistant (MQTT discovery): its looks and the topic of its readings. Sensors of a room
 * share a device. Undefined if Home Assistant cannot read the format: its templates see text only, never CBOR.
 */
export function discoveryMessage(
  address: Address,
  prefix: string | undefined,
  format: PayloadFormat,
  { topic: availabilityTopic, expireAfterS }: Availability,
): DiscoveryMessage | undefined {
  const { valueTemplate } = format;
  if (valueTemplate === undefined) return undefined;
  const { sensor } = address;
  const { quantity, homeAssistant } = sensorType(sensor);
  const config = {
    name: capitalised(quantity),
    state_topic: formatTopic(address, prefix),
    value_template: valueTemplate(sensor),
    ...entityConfig(homeAssistant),
    ...(expireAfterS !== undefined && { expire_after: expireAfterS }),
  };
  return roomEntity(
    { component: homeAssistant.component, id: sensor, config },
    address,
    prefix,
    availabilityTopic,
  );
}

/** The topic of a sensor's discovery message. An empty message there removes the sensor from Home Assistant. */
export function discoveryTopic(address: Address, prefix: string | undefined): string {
  const { component } = sensorType(address.sensor).homeAssistant;
  return roomEntityTopic({ component, id: address.sensor }, address, prefix);
}

/** A part of a room's device in Home Assistant. */
export interface RoomEntity {
  /** The integration of MQTT behind it: `sensor`, `light`. */
  readonly component: string;
  /** Unlike that of every other entity of the room. */
  readonly id: string;
  /** The keys of its own. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Announces an entity of a room. It is available while `availabilityTopic` says so, or always if there is none. */
export function roomEntity(
  entity: RoomEntity,
  address: Address,
  prefix: string | undefined,
  availabilityTopic: string | undefined,
): DiscoveryMessage {
  const { building, floor, wing, room } = address;
  const roomId = roomIdOf(address, prefix);
  const config = {
    unique_id: `${roomId}_${entity.id}`,
    ...entity.config,
    // Its payloads are those that Home Assistant expects unless told otherwise: online and offline.
    ...(availabilityTopic !== undefined && { availability_topic: availabilityTopic }),
    device: {
      identifiers: [roomId],
      name: `${building} floor ${floor} wing ${wing} room ${room}`,
      manufacturer: 'building-sim',
      model: 'simulated room',
    },
    origin: { name: 'building-sim' },
  };
  return { topic: roomEntityTopic(entity, address, prefix), payload: JSON.stringify(config) };
}

/** The topic that announces an entity of a room. */
export function roomEntityTopic(
  { component, id }: Pick<RoomEntity, 'component' | 'id'>,
  address: Address,
  prefix: string | undefined,
): string {
  return `homeassistant/${component}/${roomIdOf(address, prefix)}_${id}/config`;
}

/** A binary sensor compares the text of the value with two texts; it has neither a unit nor statistics. */
function entityConfig(entity: HomeAssistantEntity) {
  switch (entity.component) {
    case 'sensor':
      return {
        device_class: entity.deviceClass,
        unit_of_measurement: entity.unit,
        state_class: 'measurement',
      };
    case 'binary_sensor':
      return { device_class: entity.deviceClass, payload_on: '1', payload_off: '0' };
  }
}

/**
 * The id of a room. Discovery topics allow letters, digits, `_` and `-` only: any other byte of the prefix and the
 * building's name becomes `-` and two hexadecimal digits. Different rooms have different ids.
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
