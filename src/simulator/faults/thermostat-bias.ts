import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { riseAndRecover } from './shape.ts';

/** The sensors of the room are not the thermostat's: they see the room that the control makes. */
export const thermostatBias = defineFault({
  type: 'thermostat-bias',
  describe: 'a thermostat is off, and the control follows it',
  scope: 'room',
  durationMs: [DAY, 7 * DAY],
  shareOfTime: 0.03,
  params: { by: [1, 3] },
  signed: ['by'],
  onset: 0.02,
  air(air, occurrence, { timeMs }) {
    const kelvin = occurrence.params.by * riseAndRecover(occurrence, timeMs, 1.5 * HOUR);
    return { ...air, air: air.air - kelvin, walls: air.walls - kelvin };
  },
});
