import type { Duplex } from 'node:stream';
import { type ConnectionSettings, formatEndpoint } from '../../mqtt/settings.ts';
import type { Sink } from '../../observation/sink.ts';
import { brokerName } from '../broker-name.ts';
import { keptUntilEnd } from '../connect.ts';
import { note } from '../note.ts';

/** The broker of a gateway, if the user named none. */
export interface OwnBroker {
  /** Tries again to host the broker, if it is gone. */
  readonly revive: () => void;
  /** A connection without TCP, while the broker is in this process. */
  readonly connect: () => Duplex | undefined;
  readonly close: () => Promise<void>;
}

/** Any of these may belong to the clients behind the gateway. */
const KEPT_FOR_CLIENTS = ['retained messages', 'wills', 'kept sessions'];

/** Runs a broker if the user named none and none is there. Rejects if its port can't be had. */
export async function hostIfNobodyDoes(settings: ConnectionSettings, sink: Sink): Promise<OwnBroker> {
  if (!settings.mayHost) return { revive: () => {}, connect: () => undefined, close: async () => {} };
  const { createBrokerHost } = await import('../../broker/broker-host.ts');
  const broker = createBrokerHost({ port: settings.endpoint.port, broker: brokerName(settings.command) });
  let isTold = false;
  const where = formatEndpoint(settings.endpoint);
  const tryHost = async (): Promise<void> => {
    if (broker.hosting || (await broker.tryHost()) !== 'hosting') return;
    sink.take({ kind: 'connection', where, isHosted: true, state: { kind: 'hosting' } });
    if (isTold) return;
    isTold = true;
    note(sink, keptUntilEnd(KEPT_FOR_CLIENTS));
  };
  await tryHost();
  return { revive: () => void tryHost(), connect: () => broker.connect(), close: () => broker.close() };
}
