import { DAY } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { heatedAtNight } from './night-heat.ts';

export const setbackMissing = defineFault({
  type: 'setback-missing',
  describe: 'the heating is not set back at night',
  scope: 'room',
  durationMs: [2 * DAY, 7 * DAY],
  shareOfTime: 0.03,
  params: { kelvin: [1, 3] },
  air: (air, occurrence, moment) => heatedAtNight(air, occurrence, moment, (setback) => setback),
});
