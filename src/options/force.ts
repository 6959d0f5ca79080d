import { flag } from './values.ts';

/** For every command that writes a file that the user names. */
export const forceOption = flag({
  group: 'Output',
  isRare: true,
  describe: 'replace a file that holds something else, too',
});
