import type { Failure } from '../../failure.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { Sink } from '../../observation/sink.ts';
import { createPublisher, type SessionPublisher } from '../../publisher/publisher.ts';
import type { IncomingMessage, Session } from '../../session.ts';
import { connect } from '../connect.ts';

export interface FleetSettings {
  readonly connection: ConnectionSettings;
  readonly publishers: number;
  readonly subscribers: number;
  readonly qos: Qos;
  readonly filter: string;
  readonly signal: AbortSignal;
  readonly onLost: (failure: Failure) => void;
  readonly onMessage: (subscriber: number, message: IncomingMessage) => void;
}

/** The clients of a measurement, connected and subscribed. */
export interface Fleet {
  readonly publishers: readonly SessionPublisher[];
  /** Errors of undelivered messages. */
  readonly errors: ReadonlySet<string>;
  close(): Promise<void>;
}

const CLOSE_MS = 2000;

/** Connects one client after the other: the first may have to host the broker of the others. Rejects with a Failure. */
export async function connectFleet(settings: FleetSettings, sink: Sink): Promise<Fleet> {
  const { qos, onMessage } = settings;
  const errors = new Set<string>();
  const publishers: SessionPublisher[] = [];
  const sessions: Session[] = [];
  const close = async (): Promise<void> => {
    // The first client may host the broker, so it goes last.
    for (const session of sessions.reverse()) await session.close(CLOSE_MS);
  };
  try {
    for (let i = 0; i < settings.subscribers; i++) {
      const observer = sessions.length === 0 ? sink : warningsOf(sink);
      const session = await connectOne(settings, observer, `s${i + 1}`, (message) => onMessage(i, message));
      sessions.push(session);
      await session.subscribe([settings.filter], qos);
    }
    for (let i = 0; i < settings.publishers; i++) {
      const session = await connectOne(settings, warningsOf(sink), `p${i + 1}`);
      sessions.push(session);
      const onError = ({ message }: Error) => errors.add(message);
      publishers.push(createPublisher({ session, qos, isPaced: true, onError }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { publishers, errors, close };
}

async function connectOne(
  { connection, signal, onLost }: FleetSettings,
  sink: Sink,
  name: string,
  onMessage?: (message: IncomingMessage) => void,
): Promise<Session> {
  const { clientId } = connection;
  const own = { ...connection, clientId: clientId === undefined ? undefined : `${clientId}-${name}` };
  const session = await connect(own, signal, sink, onMessage && { onMessage });
  void session.lost.then(onLost);
  return session;
}

/** The connection of one client is enough to read about. */
function warningsOf(sink: Sink): Sink {
  return {
    take: (observation) => {
      if (observation.kind === 'note' && observation.isWarning) sink.take(observation);
    },
    end: () => sink.end(),
  };
}
