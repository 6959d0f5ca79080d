import { createSocket } from 'node:dgram';
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import type { RetrySettings } from '../retry-timer.ts';
import { BROADCAST_ADDRESSES, hearBroadcasts } from './broadcast.ts';
import { interruptedSearch, noGatewayFound } from './failures.ts';

export interface SearchSettings extends RetrySettings {
  /** The UDP port of the gateways. */
  readonly port: number;
  /** Aborted: search no longer. The reason is an exit code. */
  readonly signal: AbortSignal;
  /** Called for each ADVERTISE, during the search and after. */
  readonly advertised: (advertisement: Advertisement) => void;
}

export interface FoundGateway {
  /** An IPv4 address. */
  readonly host: string;
  readonly port: number;
  /** 0 to 255. */
  readonly gatewayId: number;
}

export interface Advertisement extends FoundGateway {
  /** Until the next ADVERTISE. */
  readonly everyS: number;
}

export interface GatewaySearch {
  readonly gateway: FoundGateway;
  /** Hears ADVERTISE no more. */
  close(): void;
}

/** One hop: UDP has no forwarders. */
const RADIUS = 1;

/**
 * Searches for a gateway on this computer and on the local network: SEARCHGW by broadcast, again after each retry
 * interval, until GWINFO or ADVERTISE comes (MQTT-SN 1.2 §6.1). The first gateway wins. Rejects with a Failure without any.
 */
export async function searchGateway(settings: SearchSettings): Promise<GatewaySearch> {
  const { port, signal, retryIntervalMs, retries, advertised } = settings;
  let found = (_gateway: FoundGateway): void => {};
  const ears = BROADCAST_ADDRESSES.map((address) =>
    hearBroadcasts(address, port, (datagram, from) => {
      const decoded = decode(datagram);
      if (!('message' in decoded) || decoded.message.type !== 'ADVERTISE') return;
      const { gatewayId, durationS: everyS } = decoded.message;
      const gateway = { host: from.address, port: from.port, gatewayId };
      advertised({ ...gateway, everyS });
      found(gateway);
    }),
  );
  const close = (): void => {
    for (const ear of ears) ear.close();
  };
  const asking = createSocket('udp4');
  // A computer without a network still has itself.
  asking.on('error', () => {});
  const searching = new Promise<FoundGateway>((resolve, reject) => {
    found = resolve;
    asking.on('message', (datagram, from) => {
      const decoded = decode(datagram);
      if (!('message' in decoded) || decoded.message.type !== 'GWINFO') return;
      const { gatewayId, gatewayAddress } = decoded.message;
      // The address that a client gives for a gateway has no form in the text.
      if (gatewayAddress.length === 0) resolve({ host: from.address, port: from.port, gatewayId });
    });
    const interrupted = (): void => reject(interruptedSearch(Number(signal.reason)));
    if (signal.aborted) interrupted();
    signal.addEventListener('abort', interrupted, { once: true });
    asking.bind(0, () => {
      asking.setBroadcast(true);
      ask(asking, port);
    });
  });
  let sent = 1;
  const repeating = setInterval(() => {
    if (sent++ <= retries) ask(asking, port);
  }, retryIntervalMs);
  const giveUp = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(noGatewayFound(settings)), (retries + 1) * retryIntervalMs).unref();
  });
  try {
    return { gateway: await Promise.race([searching, giveUp]), close };
  } catch (error) {
    close();
    throw error;
  } finally {
    clearInterval(repeating);
    asking.close();
  }
}

function ask(socket: ReturnType<typeof createSocket>, port: number): void {
  const searchgw = encode({ type: 'SEARCHGW', radius: RADIUS });
  for (const address of BROADCAST_ADDRESSES) socket.send(searchgw, port, address, () => {});
}
