import { readInteger } from '../text/reader.ts';
import type { Intervention } from './intervention.ts';

/** The connection ends within the packet: after half of its bytes, or after a number of bytes. */
export const cutConnection: Intervention = {
  kind: 'cut',
  describe: 'the connection ends after BYTES of it (half of it)',
  value: { takes: 'BYTES', read: readInteger(0) },
  fateOf: ({ packet: { bytes } }, count = bytes.length >> 1) => {
    const passes = bytes.subarray(0, count);
    return { words: `cut after ${passes.length} of ${bytes.length} bytes`, passes, afterwards: 'close' };
  },
};
