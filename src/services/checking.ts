import { setMaxListeners } from 'node:events';
import { usageFailure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Sink } from '../observation/sink.ts';
import { askAll } from '../probe/ask-all.ts';
import { PROBES } from '../probe/list.ts';
import type { Session } from '../session.ts';
import { CLOSE_MS, probedBroker } from './checking/probed-broker.ts';
import { connect } from './connect.ts';

const DEADLINE_MS = 20_000;

export interface CheckingSettings {
  readonly connection: ConnectionSettings;
  /** Levels in front of the topics of the check. */
  readonly prefix: string | undefined;
  /** Ends the check. */
  readonly signal: AbortSignal;
}

/**
 * Runs all probes on a broker. The sink takes their answers. Throws a usage failure for MQTT-SN, and a Failure if the
 * broker can't be reached.
 */
export async function checking({ connection, prefix, signal }: CheckingSettings, sink: Sink): Promise<void> {
  if (connection.endpoint.protocol === 'mqtt-sn') {
    throw usageFailure('--check-broker asks an MQTT broker; behind mqtt-sn:// there is a gateway');
  }
  // Stays open during the check: a broker in this process ends with its session.
  const session = await connect(connection, signal, sink);
  const open = new Set<Session>();
  // Every client listens to the signal.
  const signalOfAll = AbortSignal.any([signal]);
  setMaxListeners(0, signalOfAll);
  const broker = probedBroker({ signal: signalOfAll, connection, prefix, open });
  for (const answer of await askAll(PROBES, broker, DEADLINE_MS)) sink.take({ kind: 'answer', answer });
  await Promise.all([...open].map((client) => client.close(CLOSE_MS)));
  await session.close(CLOSE_MS);
}
