/** The things in a room that take orders. */
export const ACTUATORS = ['setpoint', 'lamps', 'blind', 'window'] as const;
export type Actuator = (typeof ACTUATORS)[number];

/**
 * An order to a room. `setpoint` is in °C. The others are shares, 0 to 1: lamps of their full light, the blind of the window that
 * it covers, the window of its opening. `auto` gives a thing back to the people and the building.
 */
export type RoomOrder = { readonly [A in Actuator]?: number | 'auto' };

/** What an actuator takes. */
export const ACTUATOR_RANGE: Readonly<Record<Actuator, readonly [min: number, max: number]>> = {
  setpoint: [5, 35],
  lamps: [0, 1],
  blind: [0, 1],
  window: [0, 1],
};
