import { withCleanFlag } from './connect-flags.ts';
import type { Intervention } from './intervention.ts';

/** The broker drops the client's session and begins a new one: it looks like a broker that lost its sessions. */
export const forgetSession: Intervention = {
  kind: 'forget',
  describe: 'CONNECT asks for a clean session, and the broker drops the kept one',
  packets: ['connect'],
  fateOf: ({ packet }) => {
    const passes = withCleanFlag(packet, true);
    return passes && { words: 'kept session turned into a clean one', passes };
  },
};
