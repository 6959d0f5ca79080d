import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { formatEndpoint } from '../mqtt/settings.ts';
import type { Sink } from '../observation/sink.ts';
import { CLIENTS_TOPIC, readClientList } from '../stats/client-list.ts';
import { readStart } from '../stats/value.ts';
import { escapeControl } from '../text/escape.ts';
import { connect } from './connect.ts';
import type { SamplingSettings } from './sampling.ts';
import { createStop, type StopReason } from './stop.ts';

const CLOSE_MS = 1000;
const VERSION_TOPIC = '$SYS/broker/version';

/**
 * Asks a broker of building-sim who its clients are. The sink takes a list a second. Throws a Failure if the broker is
 * another one, shows its clients to other users only, or the connection is lost for good.
 */
export async function listingClients(settings: SamplingSettings, sink: Sink): Promise<StopReason> {
  const { connection, count, durationMs, timeoutMs, signal, now } = settings;
  const where = formatEndpoint(connection.endpoint);
  const stop = createStop({ signal, durationMs });
  let lists = 0;
  const session = await connect(connection, signal, sink, {
    onMessage: ({ topic, payload }) => {
      if (stop.stopped) return;
      if (topic === VERSION_TOPIC) {
        const version = readStart(payload);
        if (!version.startsWith('building-sim')) stop.stop(otherBroker(where, escapeControl(version)));
        return;
      }
      const list = readClientList(payload, now());
      if (list === undefined) return;
      sink.take({ kind: 'clients', list });
      lists++;
      if (lists === count) stop.stop('count');
    },
  });
  void session.lost.then(stop.stop);
  session
    .subscribe([CLIENTS_TOPIC], 0)
    .then(() => session.subscribe([VERSION_TOPIC], 0).catch(() => {}))
    .catch(() => stop.stop(notForThisUser(where)));
  const waiting = setTimeout(() => {
    if (lists === 0) stop.stop(otherBroker(where, 'it'));
  }, timeoutMs);
  const reason = await stop.reason;
  clearTimeout(waiting);
  await session.close(CLOSE_MS);
  if (reason instanceof Failure) throw reason;
  return reason;
}

function otherBroker(where: string, name: string): Failure {
  return new Failure(
    `${where} doesn't say who its clients are: ${name} is no broker of building-sim, or has no $SYS topics`,
    EXIT.timeout,
  );
}

function notForThisUser(where: string): Failure {
  return new Failure(
    `${where} doesn't show its clients to this user: --acl needs the line 'topic read ${CLIENTS_TOPIC}' for the user; ` +
      'without --users and --acl only clients on the machine of the broker see them',
    EXIT.refused,
  );
}
