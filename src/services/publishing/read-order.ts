import {
  ACTUATOR_RANGE,
  ACTUATORS,
  type Actuator,
  type RoomOrder,
} from '../../simulator/orders/room-order.ts';

/** An order has a few short keys. */
const MAX_BYTES = 1000;

/** The words for the ends of each range, and for no order. */
const WORDS: Readonly<Record<Actuator, ReadonlyMap<unknown, number>>> = {
  setpoint: new Map(),
  lamps: new Map<unknown, number>([
    ['on', 1],
    ['off', 0],
    [true, 1],
    [false, 0],
  ]),
  blind: new Map([
    ['down', 1],
    ['closed', 1],
    ['up', 0],
    ['open', 0],
  ]),
  window: new Map<unknown, number>([
    ['open', 1],
    ['closed', 0],
    [true, 1],
    [false, 0],
  ]),
};

/**
 * Reads an order: a JSON object with a value for each thing to move, such as `{"setpoint":21.5,"lamps":"off"}`. Returns the
 * fault of any other payload, in words.
 */
export function readOrder(payload: Uint8Array): RoomOrder | string {
  if (payload.length > MAX_BYTES) return `it has more than ${MAX_BYTES} bytes`;
  const fields = objectOf(payload);
  if (fields === undefined) return `use a JSON object with ${ACTUATORS.join(', ')}`;
  const order = new Map<Actuator, number | 'auto'>();
  for (const [name, value] of fields) {
    const actuator = ACTUATORS.find((known) => known === name.toLowerCase());
    if (actuator === undefined) return `it has a key that no room knows; use ${ACTUATORS.join(', ')}`;
    const target = targetOf(actuator, value);
    if (target === undefined) return `${actuator}: ${formOf(actuator)}`;
    order.set(actuator, target);
  }
  return order.size === 0 ? `it orders nothing; use ${ACTUATORS.join(', ')}` : Object.fromEntries(order);
}

function objectOf(payload: Uint8Array): readonly (readonly [string, unknown])[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}

function targetOf(actuator: Actuator, value: unknown): number | 'auto' | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === 'auto') return word;
  const known = WORDS[actuator].get(word);
  if (known !== undefined) return known;
  // Home Assistant's templates write numbers as texts.
  const number = typeof word === 'string' && /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
  const [min, max] = ACTUATOR_RANGE[actuator];
  return typeof number === 'number' && number >= min && number <= max ? number : undefined;
}

function formOf(actuator: Actuator): string {
  const [min, max] = ACTUATOR_RANGE[actuator];
  const words = [...WORDS[actuator].keys()].filter((word) => typeof word === 'string');
  return `use ${[`${min} to ${max}`, ...words, 'auto'].join(', ')}`;
}
