import { randomBytes } from 'node:crypto';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { ProbeClient, ProbedBroker } from '../../probe/probe.ts';
import type { Session } from '../../session.ts';
import { transportOf } from '../transports.ts';
import { createProbeInbox, type ProbeInbox } from './inbox.ts';

/** A present broker answers within this time; a probe waits for an answer a few times. */
const PATIENCE_MS = 5000;
export const CLOSE_MS = 500;
/** MQTT 5: the broker keeps the session of an interrupted check for so long. */
const SESSION_EXPIRY_S = 60;

export interface ProbedBrokerParts {
  readonly connection: ConnectionSettings;
  readonly prefix: string | undefined;
  readonly signal: AbortSignal;
  /** All open clients. */
  readonly open: Set<Session>;
}

/** The broker as probes use it: each client is a session of its own, on topics of this check alone. */
export function probedBroker({ signal, connection, prefix, open }: ProbedBrokerParts): ProbedBroker {
  const start = prefix === undefined ? '' : `${prefix}/`;
  const base = `${start}building-sim-check/${randomBytes(4).toString('hex')}`;
  return {
    patienceMs: PATIENCE_MS,
    topic: (name) => `${base}/${name}`,
    connect: async ({
      mqttVersion = connection.mqttVersion,
      persistentId,
      isCleared = persistentId === undefined,
    } = {}) => {
      const inbox = createProbeInbox(PATIENCE_MS);
      const session = await transportOf(connection.endpoint.protocol).open({
        settings: {
          ...connection,
          mqttVersion,
          clientId: persistentId,
          clean: isCleared,
          sessionExpiryS: mqttVersion === 5 && !isCleared ? SESSION_EXPIRY_S : undefined,
          will: undefined,
          waitMs: 0,
          giveUpMs: 0,
          // The check never hosts a broker of its own.
          mayHost: false,
        },
        observer: { onMessage: inbox.add },
        signal,
      });
      open.add(session);
      return probeClient(session, inbox, open);
    },
  };
}

function probeClient(session: Session, inbox: ProbeInbox, open: Set<Session>): ProbeClient {
  return {
    received: inbox.messages,
    awaited: inbox.awaited,
    subscribe: (filter, qos) => session.subscribe([filter], qos),
    publish: ({ text, ...message }) =>
      new Promise((resolve, reject) => {
        void session.lost.then(reject);
        session.publish({ ...message, payload: Buffer.from(text) }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    close: async () => {
      open.delete(session);
      await session.close(CLOSE_MS);
    },
  };
}
