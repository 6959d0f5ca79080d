import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const offset = defineFault({
  type: 'offset',
  describe: 'a sudden constant bias',
  scope: 'sensor',
  durationMs: [6 * HOUR, 96 * HOUR],
  shareOfTime: 0.02,
  params: { by: ({ faults }) => faults.offset },
  signed: ['by'],
  signal: (value, { params }) => value + params.by,
});
