import type { Intervention } from './intervention.ts';
import { readPacketWait } from './wait.ts';

const DEFAULT_MS = 1000;

/** The packet waits, and all behind it, as on a slow line: MQTT needs the order of TCP (MQTT 5.0 §4.2). */
export const delayPacket: Intervention = {
  kind: 'delay',
  describe: 'it waits for TIME (1s), and the packets behind it',
  value: { takes: 'TIME', read: readPacketWait },
  fateOf: ({ packet }, waitMs = DEFAULT_MS) => ({
    words: `delayed ${waitMs} ms`,
    waitMs,
    passes: packet.bytes,
  }),
};
