import type { Settings } from './option.ts';
import { flag, switchable } from './values.ts';

/** The broker that a command runs inside itself if the user named none and none is there. */
export const embeddedOptions = {
  embedded: switchable({
    group: 'Connection',
    describe: 'run a broker in this process if none is named and none is there, in scripts too',
  }),
  'no-embedded': flag({ group: 'Connection', describe: 'never run a broker in this process' }),
} as const;

/**
 * `unasked`: the command runs a broker without being asked. --no-embedded wins over --embedded; in the environment and in
 * files `embedded: false` is the same as --no-embedded.
 */
export function mayEmbed(options: Settings<typeof embeddedOptions>, unasked: boolean): boolean {
  return !options['no-embedded'] && (options.embedded ?? unasked);
}
