import { DAY } from '../site.ts';
import { faultType } from './fault-type.ts';

export const drift = faultType({
  type: 'drift',
  describe: 'a bias that grows by the day',
  scope: 'sensor',
  sensors: ['TEMP', 'HUM'],
  durationMs: [2 * DAY, 14 * DAY],
  weight: 0.02,
  params: { perDay: { TEMP: [0.1, 1], HUM: [1, 3] } },
  signed: ['perDay'],
  onset: 0.2,
  signal: (value, { startMs, params }, { timeMs }) => value + (params.perDay * (timeMs - startMs)) / DAY,
});
