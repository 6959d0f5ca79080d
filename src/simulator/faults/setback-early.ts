import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { heatedAtNight } from './night-heat.ts';

export const setbackEarly = defineFault({
  type: 'setback-early',
  describe: 'the heating comes on three hours early in the morning',
  scope: 'room',
  durationMs: [2 * DAY, 7 * DAY],
  shareOfTime: 0.03,
  params: { kelvin: [1, 3] },
  air: (air, occurrence, moment) =>
    heatedAtNight(air, occurrence, moment, ({ fromMs, toMs }) => ({
      fromMs: Math.max(fromMs, toMs - 3 * HOUR),
      toMs,
    })),
});
