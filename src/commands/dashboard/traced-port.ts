import type { Context } from '../../command.ts';
import { PacketLog } from '../../dashboard/packet-log.ts';
import { EXIT } from '../../exit-code.ts';
import { hostAndPort } from '../../host-port.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Sink } from '../../observation/sink.ts';
import type { ListenAddress } from '../../options/listen-address.ts';
import { tracing } from '../../services/tracing.ts';
import { checkTracedPlace } from '../traced-place.ts';
import { warnOfOpenDoor } from '../warn-of-open-door.ts';

/** A larger packet is shown with its header only: a thousand clients may send one at the same time. */
const MAX_PACKET_BYTES = 64 * 1024;

/** A port in front of the broker. The page draws the packets of its clients. */
export interface TracedPort {
  readonly log: PacketLog;
  /** Where clients connect: `127.0.0.1:1884`. */
  readonly tracedAt: string;
  readonly address: ListenAddress;
  readonly close: () => Promise<void>;
}

/** Opens the traced port. Throws a usage failure for the broker's own port, and a Failure if the port can't be had. */
export async function openTracedPort(
  listen: ListenAddress,
  upstream: ConnectionSettings,
  { now }: Context,
  screen: Sink,
): Promise<TracedPort> {
  checkTracedPlace('--trace', listen, upstream);
  warnOfOpenDoor(listen.host, 'reach the broker, and what they send is shown on the page', screen);
  const log = new PacketLog();
  const end = new AbortController();
  let ended: Promise<void> | undefined;
  const sink: Sink = {
    take: (observation) => {
      if (observation.kind === 'trace') log.take(observation.event, observation.step);
      else if (observation.kind === 'note') screen.take(observation);
    },
    end: async () => undefined,
  };
  const port = await new Promise<number>((resolve, reject) => {
    ended = tracing(
      {
        ...{ listen, upstream, signal: end.signal, now, onListening: resolve },
        ...{
          capture: undefined,
          interference: undefined,
          count: undefined,
          durationMs: undefined,
          packetLimit: MAX_PACKET_BYTES,
        },
      },
      sink,
    );
    ended.catch(reject);
  });
  const address = { ...listen, port };
  return {
    ...{ log, address, tracedAt: hostAndPort(address.host, address.port) },
    close: async () => {
      end.abort(EXIT.done);
      await ended;
    },
  };
}
