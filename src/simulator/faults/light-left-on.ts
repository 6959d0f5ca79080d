import { lampLight } from '../models/lux.ts';
import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const lightLeftOn = defineFault({
  type: 'light-left-on',
  describe: 'lamps burn all night',
  scope: 'room',
  durationMs: [14 * HOUR, 60 * HOUR],
  shareOfTime: 0.12,
  params: {},
  light: (lux, _occurrence, { room }) => Math.max(lux, lampLight(room, 0)),
});
