import { curveAt } from '../building-day.ts';
import { type Hash, hashText, logNormal, mix, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { noise } from '../noise.ts';
import { isOccupied } from '../occupancy.ts';
import { trait } from '../room.ts';
import { HOUR, MINUTE } from '../site.ts';
import type { SensorModel } from './model.ts';

/** A vibration meter on the floor. */
export const VIBR_MODEL: SensorModel = {
  feels: ['vibration'],
  truth: (moment, disturbances) =>
    disturbances.reduce((speed, disturbance) => disturbance.vibration(speed), vibration(moment)),
  parts: (moment) => [
    { name: 'of hum, by fans and traffic', value: floorHum(moment), unit: 'mm/s' },
    { name: 'by footsteps', value: footsteps(moment), unit: 'mm/s' },
    { name: 'by a machine', value: machine(moment), unit: 'mm/s' },
  ],
};

/**
 * Vibration of the floor in mm/s, RMS over the last minute: a log-normal hum, more while ventilation runs; a step
 * or a door now and then while people are there; and the machine of a plant room.
 */
function vibration(moment: Moment): number {
  return Math.hypot(floorHum(moment), footsteps(moment), machine(moment));
}

function floorHum(moment: Moment): number {
  const { room, timeMs } = moment;
  const median = logNormal(trait(room, LEVEL), room.type === 'server' ? 0.11 : 0.06, 0.15);
  return median * Math.exp(0.28 * noise(trait(room, HUM), timeMs, 5 * MINUTE)) * ventilation(moment);
}

/** Fans run faster in working hours. */
function ventilation({ today, sinceMidnight }: Moment): number {
  return 1 + 0.25 * curveAt(today.fans, sinceMidnight);
}

/** The strongest impulse of the last minute. Each minute has one impulse or none. */
function footsteps(moment: Moment): number {
  const { room, timeMs } = moment;
  if (!isOccupied(moment, MINUTE)) return 0;
  const minute = Math.floor(timeMs / MINUTE);
  const steps = trait(room, STEPS);
  return Math.max(
    impulse(mix(steps, minute), timeMs - minute * MINUTE),
    impulse(mix(steps, minute - 1), timeMs - (minute - 1) * MINUTE),
  );
}

/** @param age milliseconds since the minute of the impulse began */
function impulse(hash: Hash, age: number): number {
  if (uniform(hash) > 0.35) return 0;
  const since = age - MINUTE * uniform(mix(hash, 1));
  return since >= 0 && since < MINUTE ? logNormal(mix(hash, 2), 0.09, 0.45) : 0;
}

/** A pump or a compressor runs for some hours and rests for more. */
function machine({ room, timeMs }: Moment): number {
  if (room.type !== 'plant') return 0;
  const run = noise(trait(room, RUN), timeMs, 3 * HOUR);
  if (run < 0.9) return 0;
  return (
    logNormal(trait(room, POWER), 0.65, 0.3) * Math.exp(0.3 * noise(trait(room, LOAD), timeMs, 20 * MINUTE))
  );
}

const LEVEL = hashText('vibration level');
const HUM = hashText('vibration hum');
const STEPS = hashText('footsteps');
const RUN = hashText('machine run');
const POWER = hashText('machine power');
const LOAD = hashText('machine load');
