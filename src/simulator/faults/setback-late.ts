import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { heatedAtNight } from './night-heat.ts';

export const setbackLate = defineFault({
  type: 'setback-late',
  describe: 'the heating is set back three hours late in the evening',
  scope: 'room',
  durationMs: [2 * DAY, 7 * DAY],
  shareOfTime: 0.03,
  params: { kelvin: [1, 3] },
  air: (air, occurrence, moment) =>
    heatedAtNight(air, occurrence, moment, ({ fromMs, toMs }) => ({
      fromMs,
      toMs: Math.min(toMs, fromMs + 3 * HOUR),
    })),
});
