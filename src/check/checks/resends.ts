import { checkKind } from '../check.ts';
import { packetLine, sentPackets } from '../packets.ts';
import { failed, notSeen, passed, warned } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** A message of QoS 1 or 2 without its acknowledgement is sent again, with the same id and DUP (MQTT 3.1.1 §4.4). */
export const resends = checkKind({
  name: 'resends',
  parameters: {},
  rule: () =>
    words(
      'sends a message again, with DUP, when its acknowledgement is lost',
      'vuelve a enviar un mensaje, con DUP, si se pierde su confirmación',
    ),
  decide: (evidence, _, __, isOver) => {
    const all = sentPackets(evidence, 'publish');
    const first = all.find(({ packet }) => (packet.facts.qos ?? 0) > 0);
    if (first === undefined) {
      return isOver
        ? notSeen(words('no message with QoS 1 or 2', 'ningún mensaje con QoS 1 o 2'))
        : undefined;
    }
    const { payload } = first.packet.facts;
    const again = all.filter(
      ({ number, topic, packet: { facts } }) =>
        number > first.number &&
        topic === first.topic &&
        facts.payload !== undefined &&
        payload !== undefined &&
        Buffer.compare(facts.payload, payload) === 0,
    );
    const [marked] = again.filter(({ packet }) => packet.facts.dup === true);
    if (marked !== undefined) return passed(verbatim(packetLine(marked)));
    const [unmarked] = again;
    if (!isOver) return undefined;
    const expected = words('the same PUBLISH with DUP', 'el mismo PUBLISH con DUP');
    if (unmarked !== undefined) {
      const seen = words('the message once more, but as a new one', 'el mensaje otra vez, pero como nuevo');
      return warned({ seen, expected, packet: packetLine(unmarked) });
    }
    return failed({
      seen: words(
        'the message was sent once, and never acknowledged',
        'el mensaje se envió una vez, y nunca se confirmó',
      ),
      expected,
      packet: packetLine(first),
      hint: words(
        'let the library reconnect (loop_start or loop_forever), and wait for the acknowledgement (wait_for_publish)',
        'deja que la biblioteca se reconecte (loop_start o loop_forever), y espera la confirmación (wait_for_publish)',
      ),
    });
  },
});
