/** Air temperature of a room in °C, and its average of these days, which the walls follow. */
export interface Warmth {
  readonly air: number;
  readonly walls: number;
}

/** The air of a room. */
export interface Air extends Warmth {
  /** Water, in g/m³. */
  readonly moisture: number;
}

/** An event that a room has beyond an ordinary day. Each part takes the ordinary value and gives the true value. */
export interface Disturbance {
  readonly air: (air: Air) => Air;
  /** In lux. */
  readonly light: (lux: number) => number;
  /** In mm/s RMS. */
  readonly vibration: (mmPerSecond: number) => number;
  /** The share of the room's air that has just come from outdoors, 0 to 1. */
  readonly airing: (share: number) => number;
}
