import { daylight } from '../illuminance.ts';
import { DAY } from '../site.ts';
import { faultType } from './fault-type.ts';

export const blindFault = faultType({
  type: 'blind-fault',
  describe: 'a blind stays up and the sun falls on the sensor',
  scope: 'room',
  sensors: ['LUX'],
  durationMs: [DAY, 5 * DAY],
  weight: 0.05,
  params: { times: [20, 60] },
  light: (lux, { params }, moment) => lux + (params.times - 1) * daylight(moment),
});
