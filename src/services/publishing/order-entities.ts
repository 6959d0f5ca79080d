import type { Address } from '../../building/address.ts';
import { placeTopic } from '../../building/client-level.ts';
import type { RoomEntity } from '../../payload/home-assistant.ts';
import { ACTUATOR_RANGE, ACTUATORS, type Actuator } from '../../simulator/orders/room-order.ts';

const [COLDEST, WARMEST] = ACTUATOR_RANGE.setpoint;

/**
 * The entities of Home Assistant that work the things of a room, with the keys of its MQTT integrations. None has a state
 * of its own: the room's sensors show the effect of an order.
 */
const ENTITIES: readonly RoomEntity[] = [
  {
    component: 'number',
    id: 'setpoint',
    config: {
      name: 'Set-point',
      device_class: 'temperature',
      unit_of_measurement: '°C',
      min: COLDEST,
      max: WARMEST,
      step: 0.5,
      command_template: '{"setpoint": {{ value }} }',
    },
  },
  {
    component: 'light',
    id: 'lamps',
    config: { name: 'Lamps', payload_on: order('lamps', 'on'), payload_off: order('lamps', 'off') },
  },
  {
    component: 'cover',
    id: 'blind',
    config: {
      name: 'Blind',
      device_class: 'blind',
      payload_open: order('blind', 'up'),
      payload_close: order('blind', 'down'),
      // Nothing stops it on its way.
      payload_stop: null,
    },
  },
  {
    component: 'cover',
    id: 'window',
    config: {
      name: 'Window',
      device_class: 'window',
      payload_open: order('window', 'open'),
      payload_close: order('window', 'closed'),
      payload_stop: null,
    },
  },
  {
    component: 'button',
    id: 'auto',
    config: {
      name: 'Automatic',
      payload_press: JSON.stringify(Object.fromEntries(ACTUATORS.map((actuator) => [actuator, 'auto']))),
    },
  },
];

/** The entities by which Home Assistant gives orders to the room of an address. */
export function orderEntities(address: Address, prefix: string | undefined): RoomEntity[] {
  const command_topic = `${placeTopic(address, 'room', prefix)}/set`;
  return ENTITIES.map((entity) => ({ ...entity, config: { ...entity.config, command_topic } }));
}

function order(actuator: Actuator, word: string): string {
  return JSON.stringify({ [actuator]: word });
}
