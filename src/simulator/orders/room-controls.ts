import { blindFault } from '../faults/blind-fault.ts';
import type { Effects, Occurrence } from '../faults/fault-type.ts';
import { towards } from '../faults/shape.ts';
import { windowOpen } from '../faults/window-open.ts';
import { lampLight } from '../models/lux.ts';
import type { Moment } from '../moment.ts';
import { MINUTE, SECOND } from '../site.ts';
import { FirstOrder } from './first-order.ts';
import { ACTUATORS, type Actuator, type RoomOrder } from './room-order.ts';

/** An actuator under orders: to which degree it obeys, and its level. */
interface Control {
  /** 1 while there is an order, 0 for `auto`. */
  readonly authority: FirstOrder;
  readonly level: FirstOrder;
}

/** How fast the effect of an order comes, and goes after `auto`. */
const LAG_MS: Readonly<Record<Actuator, number>> = {
  // A radiator or a fan coil moves the air of a room in half an hour.
  setpoint: 35 * MINUTE,
  lamps: 0,
  blind: 15 * SECOND,
  window: 25 * MINUTE,
};

/** People, sun and draughts still move the air of a controlled room by this share. */
const HELD = 0.9;
/** A closed blind keeps this share of the daylight out. */
const BLIND_KEEPS = 0.93;
/** Exit signs and standby lights, in lux. */
const STANDBY = 4;

/** The effects of the orders to one room on its air and light: pure functions of the orders and the moment. */
export class RoomControls {
  readonly effects: Effects = {
    air: (air, _, moment) => {
      const { timeMs } = moment;
      const share = HELD * this.#authority('setpoint', timeMs);
      const kelvin = (this.#level('setpoint', timeMs) - air.air) * share;
      const heated = { ...air, air: air.air + kelvin, walls: air.walls + kelvin };
      return windowOpen.air?.(heated, this.#openWindow(timeMs), moment) ?? heated;
    },
    airing: (share, _, moment) =>
      windowOpen.airing?.(share, this.#openWindow(moment.timeMs), moment) ?? share,
    light: (lux, _, moment) => this.#light(lux, moment),
  };

  readonly #controls = Object.fromEntries(
    ACTUATORS.map((actuator) => [
      actuator,
      { authority: new FirstOrder(LAG_MS[actuator], 0), level: new FirstOrder(LAG_MS[actuator], 0) },
    ]),
  ) as Readonly<Record<Actuator, Control>>;

  /** `timeMs` must be later than every reading so far, and not before the order before. */
  order(order: RoomOrder, timeMs: number): void {
    for (const actuator of ACTUATORS) {
      const target = order[actuator];
      if (target === undefined) continue;
      const { authority, level } = this.#controls[actuator];
      if (actuator === 'window') {
        // A window is closed unless it is ordered to open.
        level.follow(target === 'auto' ? 0 : target, timeMs);
        continue;
      }
      // Without authority the level has no effect yet, so it may begin at its target.
      if (target !== 'auto')
        level.follow(target, timeMs, authority.at(timeMs) === 0 ? target : level.at(timeMs));
      authority.follow(target === 'auto' ? 0 : 1, timeMs);
    }
  }

  #authority(actuator: Actuator, timeMs: number): number {
    return this.#controls[actuator].authority.at(timeMs);
  }

  #level(actuator: Actuator, timeMs: number): number {
    return this.#controls[actuator].level.at(timeMs);
  }

  /** The fault `window-open` at the moment at which as much air is exchanged. */
  #openWindow(timeMs: number): Occurrence {
    const open = Math.min(this.#level('window', timeMs), MOST_OPEN);
    const lagMs = MINUTE * windowLagMinutes;
    return {
      ...EVENT,
      startMs: timeMs + lagMs * Math.log(1 - open),
      params: { lagMinutes: windowLagMinutes },
    };
  }

  #light(lux: number, moment: Moment): number {
    const { timeMs } = moment;
    const blind = this.#authority('blind', timeMs);
    const lamps = this.#authority('lamps', timeMs);
    if (blind === 0 && lamps === 0) return lux;
    const full = blindFault.light?.(0, TWICE_THE_DAY, moment) ?? 0;
    const usualDay = Math.min(lux, full);
    const orderedDay = full * (1 - BLIND_KEEPS * this.#level('blind', timeMs));
    const day = towards(usualDay, orderedDay, blind);
    const ordered = STANDBY + this.#level('lamps', timeMs) * lampLight(moment.room, 0);
    return day + towards(lux - usualDay, ordered, lamps);
  }
}

const windowLagMinutes = 25;
/** A window that is open for hours: the logarithm of what is left has an end. */
const MOST_OPEN = 0.9999;
const EVENT = { id: 'order', hash: 0, startMs: 0, endMs: Number.POSITIVE_INFINITY, severity: 0 };
/** `blind-fault` adds so many times the daylight with all blinds up. */
const TWICE_THE_DAY: Occurrence = { ...EVENT, params: { times: 2 } };
