import { fullDaylight } from '../daylight.ts';
import { DAY } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const blindFault = defineFault({
  type: 'blind-fault',
  describe: 'a blind stays up and the sun falls on the sensor',
  scope: 'room',
  durationMs: [DAY, 5 * DAY],
  shareOfTime: 0.2,
  params: { times: [20, 60] },
  light: (lux, { params }, moment) => lux + (params.times - 1) * fullDaylight(moment),
});
