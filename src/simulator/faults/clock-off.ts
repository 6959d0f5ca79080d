import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const clockOff = defineFault({
  type: 'clock-off',
  describe: 'a clock an hour behind, as after the change to summer time',
  scope: 'sensor',
  durationMs: [6 * HOUR, 2 * DAY],
  isAlarmable: false,
  shareOfTime: 0.01,
  params: {},
  delivered: ({ reading, ...delivery }) => [
    { ...delivery, reading: { ...reading, timeMs: reading.timeMs - HOUR } },
  ],
});
