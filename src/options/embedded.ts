import type { BrokerPlace } from './broker.ts';
import type { Settings } from './option.ts';
import { flag, switchable } from './values.ts';

/** The broker that a command runs inside itself if none is there. */
export const embeddedOptions = {
  embedded: switchable({
    group: 'Connection',
    describe: 'run a broker in this process if none is there, in scripts too',
  }),
  'no-embedded': flag({ group: 'Connection', describe: 'never run a broker in this process' }),
} as const;

/** The embedded broker listens on 127.0.0.1 only. */
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1']);

/**
 * True if the command may run a broker at `place`. `unasked`: the command does so without --embedded if the user named no
 * broker. A named broker needs --embedded, and plain MQTT on this computer. --no-embedded wins over --embedded; in the
 * environment and in files `embedded: false` is the same as --no-embedded.
 */
export function mayEmbed(
  options: Settings<typeof embeddedOptions>,
  { named, endpoint, otherEndpoints }: BrokerPlace,
  unasked: boolean,
): boolean {
  if (options['no-embedded']) return false;
  if (!named) return options.embedded ?? unasked;
  const isHere = endpoint.protocol === 'mqtt' && LOOPBACK.has(endpoint.host) && otherEndpoints.length === 0;
  return isHere && options.embedded === true;
}
