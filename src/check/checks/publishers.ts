import { filterMatches } from '../../mqtt-protocol/topic.ts';
import { checkKind } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { askedFilters } from '../filters.ts';
import { messagesOf, packetLine, sentPackets } from '../packets.ts';
import { wholeNumber } from '../parameters.ts';
import { failed, notSeen, passed } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** So many clients publish, each to a topic of its own. */
export const publishers = checkKind({
  name: 'publishers',
  parameters: { different: wholeNumber(1, 100) },
  rule: ({ different = 2 }) =>
    words(
      `${different} clients publish to different topics`,
      `${different} clientes publican en topics distintos`,
    ),
  decide: (evidence, { different = 2 }, _, isOver) => {
    const topicsOf = publishedTopics(evidence);
    const topics = new Set([...topicsOf.values()].flat());
    const list = [...topicsOf].map(([id, own]) => `"${id}" ${[...new Set(own)].join(', ')}`).join('; ');
    if (topicsOf.size >= different && topics.size >= different) return passed(verbatim(list));
    if (!isOver) return undefined;
    const seen = list === '' ? words('no message', 'ningún mensaje') : verbatim(list);
    return failed({
      seen,
      expected: words(
        `${different} client ids, and ${different} topics`,
        `${different} identificadores de cliente, y ${different} topics`,
      ),
    });
  },
});

/** One subscription, of one filter, gets the messages of all publishers. */
export const oneSubscription = checkKind({
  name: 'one-subscription',
  parameters: {},
  rule: () =>
    words('one subscription gets the messages of all', 'una sola suscripción recibe los mensajes de todos'),
  decide: (evidence, _, __, isOver) => {
    if (!evidence.seesPackets) return isOver ? UNSEEN : undefined;
    const topics = [...new Set(messagesOf(evidence).map(({ topic }) => topic))].sort();
    const asked = askedFilters(evidence);
    const found = asked.find(
      ({ filter }) =>
        filter !== '#' && topics.length > 1 && topics.every((topic) => filterMatches(filter, topic)),
    );
    const isAlone = asked.length === 1;
    if (found !== undefined && isAlone && isOver) return passed(verbatim(found.filter));
    if (!isOver) return undefined;
    const filters = asked.map(({ filter }) => filter).join(', ');
    const last = asked.at(-1)?.seen;
    return failed({
      seen: asked.length === 0 ? words('no SUBSCRIBE', 'ningún SUBSCRIBE') : verbatim(filters),
      expected: words(
        `one filter with a wildcard, but not #, for ${topics.join(', ')}`,
        `un filtro con comodín, pero no #, para ${topics.join(', ')}`,
      ),
      ...(last && { packet: packetLine(last) }),
    });
  },
});

/** The topics of each client, by its client id. */
function publishedTopics(evidence: Evidence): ReadonlyMap<string, string[]> {
  const ids = new Map(
    sentPackets(evidence, 'connect').map(({ connection, packet }) => [
      connection,
      packet.facts.clientId === undefined || packet.facts.clientId === ''
        ? `connection ${connection}`
        : packet.facts.clientId,
    ]),
  );
  const topics = new Map<string, string[]>();
  for (const { topic, seen } of messagesOf(evidence)) {
    const id = ids.get(seen?.connection ?? 0) ?? '?';
    const own = topics.get(id) ?? [];
    topics.set(id, own);
    if (!own.includes(topic)) own.push(topic);
  }
  return topics;
}

const UNSEEN = notSeen(
  words('SUBSCRIBE does not pass through the tester', 'SUBSCRIBE no pasa por el evaluador'),
  words('a run without --url', 'una ejecución sin --url'),
);
