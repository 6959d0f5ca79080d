import { checkKind } from '../check.ts';
import { messagesOf, packetLine, receivedPackets, sentPackets } from '../packets.ts';
import { failed, PASSED, passed } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** MQTT-SN 1.2 §6.5: the program asks for the number of a topic, and publishes with it. */
export const registers = checkKind({
  name: 'registers',
  parameters: {},
  rule: () =>
    words('registers a topic, and publishes with its number', 'registra un topic, y publica con su número'),
  decide: (evidence, _, __, isOver) => {
    const ids = receivedPackets(evidence, 'regack').map(({ packet }) => packet.facts.topicId);
    const publish = sentPackets(evidence, 'publish').find(({ packet }) => ids.includes(packet.facts.topicId));
    if (publish !== undefined) return PASSED;
    if (!isOver) return undefined;
    const other = sentPackets(evidence, 'publish').at(0) ?? sentPackets(evidence, 'register').at(0);
    return failed({
      seen:
        ids.length === 0
          ? words('no REGISTER', 'ningún REGISTER')
          : words('no PUBLISH with that number', 'ningún PUBLISH con ese número'),
      expected: words(
        'REGISTER, REGACK with a topic id, PUBLISH with that id',
        'REGISTER, REGACK con un topic id, PUBLISH con ese id',
      ),
      ...(other && { packet: packetLine(other) }),
    });
  },
});

/** The program gets a message of its own back, for it subscribed to the topic. */
export const ownMessage = checkKind({
  name: 'own-message',
  parameters: {},
  rule: () => words('gets its own message back', 'recibe de vuelta su propio mensaje'),
  decide: (evidence, _, __, isOver) => {
    const own = messagesOf(evidence);
    const back = receivedPackets(evidence, 'publish').find(({ packet: { facts } }) =>
      own.some(({ payload }) => facts.payload !== undefined && Buffer.compare(payload, facts.payload) === 0),
    );
    if (back !== undefined) return passed(verbatim(packetLine(back)));
    if (!isOver) return undefined;
    const asked = sentPackets(evidence, 'subscribe').at(0);
    return failed({
      seen:
        asked === undefined
          ? words('no SUBSCRIBE', 'ningún SUBSCRIBE')
          : words('no PUBLISH came back', 'no volvió ningún PUBLISH'),
      expected: words(
        'SUBSCRIBE, then a PUBLISH to that topic',
        'SUBSCRIBE, y después un PUBLISH en ese topic',
      ),
      ...(asked && { packet: packetLine(asked) }),
    });
  },
});
