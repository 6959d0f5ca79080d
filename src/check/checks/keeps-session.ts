import { checkKind } from '../check.ts';
import type { Evidence, SeenPacket } from '../evidence.ts';
import { packetLine, receivedPackets, sentPackets } from '../packets.ts';
import { failed, notSeen, passed, type Verdict } from '../verdict.ts';
import { words } from '../words.ts';

/** The program comes back to its session, and gets the messages of the meantime. */
export const keepsSession = checkKind({
  name: 'keeps-session',
  parameters: {},
  rule: () =>
    words(
      'gets the messages that were published while it was away',
      'recibe los mensajes publicados mientras no estaba',
    ),
  decide: (evidence, _, __, isOver) => {
    const [first, ...later] = sentPackets(evidence, 'connect');
    const again = later.at(0);
    if (first === undefined || again === undefined) return isOver ? UNSEEN : undefined;
    const missed = evidence.sent.filter(({ purpose }) => purpose === 'plain');
    const got = receivedPackets(evidence, 'publish').filter(
      ({ connection, topic }) =>
        connection >= again.connection && missed.some((message) => message.topic === topic),
    );
    if (missed.length > 0 && got.length >= missed.length) {
      return passed(words(`${got.length} messages`, `${got.length} mensajes`));
    }
    return isOver ? fault(evidence, first, again, got.length, missed.length) : undefined;
  },
});

function fault(
  evidence: Evidence,
  first: SeenPacket,
  again: SeenPacket,
  got: number,
  missed: number,
): Verdict {
  const packet = packetLine(again);
  const expected = words(
    `${missed} messages: the same client id, no clean session, and a subscription with QoS 1`,
    `${missed} mensajes: el mismo identificador, sin sesión limpia, y una suscripción con QoS 1`,
  );
  const [before, after] = [first.packet.facts, again.packet.facts];
  if (before.clientId !== after.clientId) {
    const ids = `"${before.clientId}", "${after.clientId}"`;
    return failed({
      seen: words(`another client id: ${ids}`, `otro identificador: ${ids}`),
      expected,
      packet,
    });
  }
  if (before.cleanSession === true || after.cleanSession === true) {
    return failed({ seen: words('a clean session', 'una sesión limpia'), expected, packet });
  }
  const granted = receivedPackets(evidence, 'suback').at(0);
  return failed({
    seen: words(`${got} of ${missed} messages`, `${got} de ${missed} mensajes`),
    expected,
    ...(granted && { packet: packetLine(granted) }),
  });
}

const UNSEEN = notSeen(
  words('the program did not connect twice', 'el programa no se conectó dos veces'),
  words('CONNECT, the break, and CONNECT again', 'CONNECT, el corte, y otra vez CONNECT'),
);
