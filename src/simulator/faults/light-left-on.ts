import { lampLight } from '../illuminance.ts';
import { HOUR } from '../site.ts';
import { faultType } from './fault-type.ts';

export const lightLeftOn = faultType({
  type: 'light-left-on',
  describe: 'lamps burn all night',
  scope: 'room',
  sensors: ['LUX'],
  durationMs: [14 * HOUR, 60 * HOUR],
  weight: 0.03,
  params: {},
  light: (lux, _occurrence, { room }) => Math.max(lux, lampLight(room, 0)),
});
