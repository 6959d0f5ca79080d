import type { Intervention } from './intervention.ts';
import { readPacketWait } from './wait.ts';

const DEFAULT_MS = 2000;

/** The packet is lost in a restart of the broker: every connection ends, and clients are refused for a time. */
export const restartBroker: Intervention = {
  kind: 'restart',
  describe: 'it is lost, every connection ends, and none is accepted for TIME (2s)',
  value: { takes: 'TIME', read: readPacketWait },
  fateOf: (_passing, downMs = DEFAULT_MS) => ({
    words: `lost, the broker restarts, back in ${downMs} ms`,
    afterwards: 'restart',
    downMs,
  }),
};
