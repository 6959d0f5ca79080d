import type { Intervention } from './intervention.ts';

/** The receiver never sees the packet. */
export const withhold: Intervention = {
  kind: 'withhold',
  describe: 'the receiver never gets it',
  fateOf: () => ({ words: 'withheld' }),
};
