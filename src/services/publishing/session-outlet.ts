import { OFFLINE, ONLINE } from '../../fleet/online-state.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { Sink } from '../../observation/sink.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { createPublisher } from '../../publisher/publisher.ts';
import { connect } from '../connect.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Outlet } from './outlet.ts';

export interface OutletSettings {
  readonly connection: ConnectionSettings;
  /** The QoS of all messages. */
  readonly qos: Qos | -1;
  readonly isPaced: boolean;
  readonly signal: AbortSignal;
  readonly onError: (error: Error) => void;
  /** The topic where the one client keeps its online state. The connection has a will for it. */
  readonly statusTopic?: string | undefined;
  /** Takes orders to the rooms, if they take any. */
  readonly orders?: OrderDesk | undefined;
}

/** Publishes through one client. Rejects with a Failure if there is no connection. */
export async function openSessionOutlet(
  { connection, qos, isPaced, signal, onError, statusTopic, orders }: OutletSettings,
  sink: Sink,
): Promise<Outlet> {
  const retained = new Map<string, DueMessage>();
  let congestedUntilMs: number | undefined;
  const session = await connect(connection, signal, sink, {
    ...(orders && { onMessage: orders.take }),
    onConnected: (again) => {
      if (again) {
        tellState(ONLINE);
        void session.whenOpen().then(retainAgain);
      }
    },
    onCongested: (waitMs) => {
      congestedUntilMs = performance.now() + waitMs;
    },
  });
  const retainAgain = (): void => {
    for (const message of retained.values()) session.publish(message, () => {});
  };
  const tellState = (payload: Buffer): void => {
    if (statusTopic === undefined) return;
    session.publish({ topic: statusTopic, payload, qos: 1, retain: true }, () => {});
  };
  tellState(ONLINE);
  if (orders) await session.subscribe(orders.filters, 1);
  return {
    publisher: createPublisher({ session, qos, isPaced, onError }),
    lost: session.lost,
    published: (message) => {
      // An embedded broker loses its memory with its process: publish again to the next host.
      if (message.retain && connection.mayHost) retained.set(message.topic, message);
    },
    congestedUntilMs: () => congestedUntilMs,
    finish: () => {},
    close: (timeoutMs) => {
      tellState(OFFLINE);
      return session.close(timeoutMs);
    },
    clients: () => undefined,
    refusal: () => undefined,
  };
}
