import { flag } from './values.ts';

/** For commands whose lines fit the terminal. */
export const wholeLinesOption = flag({
  group: 'Output',
  alias: 'v',
  describe: 'full times and whole lines on a terminal, too',
});
