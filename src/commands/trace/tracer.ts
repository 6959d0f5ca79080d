import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { errorWords } from '../../mqtt/connection-error.ts';
import { dialSocket } from '../../mqtt/dial-socket.ts';
import { type ConnectionSettings, formatEndpoint } from '../../mqtt/settings.ts';
import { formatListenAddress, type ListenAddress } from '../../options/listen-address.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { openProxy, type TraceProxy } from '../../trace/proxy.ts';

export interface TracerSettings {
  readonly listen: ListenAddress;
  readonly upstream: ConnectionSettings;
  readonly now: () => number;
  readonly onEvent: (event: TraceEvent) => void;
}

/** Opens the proxy that the broker's protocol needs. Throws a Failure where the port can't be had. */
export async function openTracer(settings: TracerSettings): Promise<TraceProxy> {
  try {
    return await open(settings);
  } catch (error) {
    throw new Failure(
      `can't listen on ${formatListenAddress(settings.listen)}: ${words(error)}`,
      EXIT.usage,
      {
        cause: error,
      },
    );
  }
}

function open({ listen, upstream, now, onEvent }: TracerSettings): Promise<TraceProxy> {
  const { endpoint } = upstream;
  return openProxy({
    ...listen,
    dial: () => dialSocket(upstream),
    describeError: (error) => `can't reach ${formatEndpoint(endpoint)}: ${errorWords(error)}`,
    now,
    onEvent,
  });
}

function words(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return 'another program has this port; use another one';
    case 'EACCES':
      return 'ports below 1024 need root; use another one';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address';
    default:
      return message;
  }
}
