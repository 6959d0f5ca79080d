import type { Context } from '../../command.ts';
import type { Failure } from '../../failure.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { Sink } from '../../observation/sink.ts';
import { createPublisher, type SessionPublisher } from '../../publisher/publisher.ts';
import { connect } from '../../services/connect.ts';
import type { IncomingMessage, Session } from '../../session.ts';

export interface FleetSettings {
  readonly context: Context;
  readonly sink: Sink;
  readonly connection: ConnectionSettings;
  readonly publishers: number;
  readonly subscribers: number;
  readonly qos: Qos;
  readonly filter: string;
  readonly onLost: (failure: Failure) => void;
  readonly onMessage: (subscriber: number, message: IncomingMessage) => void;
}

/** The clients of a measurement, connected and subscribed. */
export interface Fleet {
  readonly publishers: readonly SessionPublisher[];
  /** Errors of messages that were not delivered. */
  readonly errors: ReadonlySet<string>;
  close(): Promise<void>;
}

const CLOSE_MS = 2000;

/** Connects one after the other: the first may have to host the broker that the others use. */
export async function connectFleet(settings: FleetSettings): Promise<Fleet> {
  const { qos, onMessage } = settings;
  const errors = new Set<string>();
  const publishers: SessionPublisher[] = [];
  const sessions: Session[] = [];
  const close = async (): Promise<void> => {
    // The first may host the broker, so it goes last.
    for (const session of sessions.reverse()) await session.close(CLOSE_MS);
  };
  try {
    for (let i = 0; i < settings.subscribers; i++) {
      const session = await connectOne(settings, `s${i + 1}`, sessions.length === 0, (message) =>
        onMessage(i, message),
      );
      sessions.push(session);
      await session.subscribe([settings.filter], qos);
    }
    for (let i = 0; i < settings.publishers; i++) {
      const session = await connectOne(settings, `p${i + 1}`, false);
      sessions.push(session);
      publishers.push(
        createPublisher({ session, qos, isPaced: true, onError: ({ message }) => errors.add(message) }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { publishers, errors, close };
}

/** Only the first says where it is connected to. */
async function connectOne(
  { context, sink, connection, onLost }: FleetSettings,
  name: string,
  isFirst: boolean,
  onMessage?: (message: IncomingMessage) => void,
): Promise<Session> {
  const { clientId } = connection;
  const own = { ...connection, clientId: clientId === undefined ? undefined : `${clientId}-${name}` };
  const muted: Sink = { ...sink, take: (observed) => observed.kind === 'note' && sink.take(observed) };
  const session = await connect(own, context.signal, isFirst ? sink : muted, onMessage && { onMessage });
  void session.lost.then(onLost);
  return session;
}
