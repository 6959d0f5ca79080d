import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const unitMixUp = defineFault({
  type: 'unit-mix-up',
  describe: 'degrees Fahrenheit, sent as degrees Celsius',
  scope: 'sensor',
  kinds: ['TEMP'],
  durationMs: [6 * HOUR, 5 * DAY],
  shareOfTime: 0.02,
  params: {},
  signal: (celsius) => 32 + 1.8 * celsius,
});
