import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const swappedSensors = defineFault({
  type: 'swapped-sensors',
  describe: 'thermometer and hygrometer of a room are swapped',
  scope: 'room',
  kinds: ['TEMP', 'HUM'],
  durationMs: [6 * HOUR, 5 * DAY],
  shareOfTime: 0.02,
  params: {},
  signal: (_value, _occurrence, { type, timeMs, sibling }) =>
    sibling(type.kind === 'TEMP' ? 'HUM' : 'TEMP', timeMs),
});
