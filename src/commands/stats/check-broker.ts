import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Context } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { OutputFormat } from '../../options/output.ts';
import { type Answer, askAll } from '../../probe/ask-all.ts';
import { PROBES } from '../../probe/list.ts';
import type { ProbeClient, ProbedBroker } from '../../probe/probe.ts';
import { connect } from '../../services/connect.ts';
import { transportOf } from '../../services/transports.ts';
import type { IncomingMessage, Session } from '../../session.ts';
import { createPrinter, type View } from '../../sinks/screen/printer.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import { createScreenSink } from '../../sinks/screen/screen-sink.ts';
import { escapeControl } from '../../text/escape.ts';

/** What comes at all comes within this time from a broker that is there; a probe waits for it a few times. */
const PATIENCE_MS = 5000;
const DEADLINE_MS = 20_000;
const CLOSE_MS = 500;
/** MQTT 5: how long the broker keeps the session of a check that was cut short. */
const KEPT_S = 60;

export interface BrokerCheck {
  readonly context: Context;
  readonly screen: Screen;
  readonly connection: ConnectionSettings;
  readonly prefix: string | undefined;
  readonly format: OutputFormat;
}

/** Asks a broker what it can do, and prints an answer a line. Throws a Failure where it can't be reached at all. */
export async function checkBroker({
  context,
  screen,
  connection,
  prefix,
  format,
}: BrokerCheck): Promise<ExitCode> {
  if (connection.endpoint.protocol === 'mqtt-sn') {
    throw usageFailure('--check-broker asks an MQTT broker; behind mqtt-sn:// there is a gateway');
  }
  // Held open, so that a broker that runs in this process stays while it is asked.
  const session = await connect(connection, context.signal, createScreenSink(screen, { format }));
  const open = new Set<Session>();
  // Every client listens to it.
  const signal = AbortSignal.any([context.signal]);
  setMaxListeners(0, signal);
  const broker = probedBroker({ signal, connection, prefix, open });
  const answers = await askAll(PROBES, broker, DEADLINE_MS);
  const report = createPrinter(format, ANSWER_VIEW, screen);
  for (const answer of answers) report(answer);
  await Promise.all([...open].map((client) => client.close(CLOSE_MS)));
  await session.close(CLOSE_MS);
  screen.flush();
  return EXIT.done;
}

interface ProbedBrokerParts extends Pick<BrokerCheck, 'connection' | 'prefix'> {
  readonly signal: AbortSignal;
  /** All clients that are not closed. */
  readonly open: Set<Session>;
}

function probedBroker({ signal, connection, prefix, open }: ProbedBrokerParts): ProbedBroker {
  const start = prefix === undefined ? '' : `${prefix}/`;
  const base = `${start}building-sim-check/${randomBytes(4).toString('hex')}`;
  return {
    patienceMs: PATIENCE_MS,
    topic: (name) => `${base}/${name}`,
    connect: async ({
      mqttVersion = connection.mqttVersion,
      keptId,
      forgets = keptId === undefined,
    } = {}) => {
      const inbox = createInbox();
      const session = await transportOf(connection.endpoint.protocol).open({
        settings: {
          ...connection,
          mqttVersion,
          clientId: keptId,
          clean: forgets,
          sessionExpiryS: mqttVersion === 5 && !forgets ? KEPT_S : undefined,
          will: undefined,
          waitMs: 0,
          giveUpMs: 0,
          // The broker that is asked is the one that is there.
          named: true,
        },
        observer: { onMessage: inbox.add },
        signal,
      });
      open.add(session);
      return probeClient(session, inbox, open);
    },
  };
}

function probeClient(session: Session, inbox: Inbox, open: Set<Session>): ProbeClient {
  return {
    received: inbox.messages,
    heard: inbox.heard,
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

interface Inbox {
  readonly messages: readonly IncomingMessage[];
  add(message: IncomingMessage): void;
  heard(count: number): Promise<readonly IncomingMessage[]>;
}

function createInbox(): Inbox {
  const messages: IncomingMessage[] = [];
  let check = (): void => {};
  return {
    messages,
    add: (message) => {
      messages.push(message);
      check();
    },
    heard: (count) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          resolve(messages);
        };
        const timer = setTimeout(done, PATIENCE_MS);
        check = () => messages.length >= count && done();
        check();
      }),
  };
}

const ANSWER_VIEW: View<Answer> = {
  columns: ['type', 'feature', 'supported', 'detail'],
  human: ({ feature, supported, detail }, paint) =>
    `${feature.padEnd(WIDTH)}  ${supported ? 'yes' : 'no '}  ${paint.dim(escapeControl(detail))}`,
  record: ({ feature, supported, detail }) => ({ type: 'check', feature, supported, detail }),
};
const WIDTH = Math.max(...PROBES.map(({ feature }) => feature.length));
