import { usageFailure } from '../failure.ts';
import { isLoopback } from '../loopback.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { ListenAddress } from '../options/listen-address.ts';

/** Throws a usage failure for a port in front of a broker that can't stand there. `option` names the port. */
export function checkTracedPlace(
  option: string,
  { port }: ListenAddress,
  { endpoint, otherEndpoints }: ConnectionSettings,
): void {
  if (otherEndpoints.length > 0)
    throw usageFailure(`--url: ${option} stands before one broker; name one node`);
  if (port === endpoint.port && isLoopback(endpoint.host)) {
    throw usageFailure(`${option} ${port} is the broker's own port: use another one for the clients`);
  }
}
