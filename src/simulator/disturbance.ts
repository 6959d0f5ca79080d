/** Air temperature of a room in °C, and the average of these days. The walls follow the average. */
export interface Warmth {
  readonly air: number;
  readonly walls: number;
}

/** The air of a room. */
export interface Air extends Warmth {
  /** Water, in g/m³. */
  readonly moisture: number;
}

/** An event beyond the ordinary day of a room. Each part takes the ordinary value and gives the true value. */
export interface Disturbance {
  readonly air: (air: Air) => Air;
  /** In lux. */
  readonly light: (lux: number) => number;
  /** In mm/s RMS. */
  readonly vibration: (mmPerSecond: number) => number;
  /** The share of fresh outdoor air in the room, 0 to 1. */
  readonly airing: (share: number) => number;
}
