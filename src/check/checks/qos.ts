import { checkKind } from '../check.ts';
import { messagesOf, packetLine, packetOf, receivedPackets, sentPackets } from '../packets.ts';
import { wholeNumber } from '../parameters.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { words } from '../words.ts';

/** Every message has the QoS asked for, and the exchange of QoS 2 goes on to its end. */
export const qos = checkKind({
  name: 'qos',
  parameters: { level: wholeNumber(0, 2), messages: wholeNumber(1, 10_000) },
  rule: ({ level = 0 }) => words(`publishes with QoS ${level}`, `publica con QoS ${level}`),
  decide: (evidence, { level = 0, messages: least = 1 }, _, isOver) => {
    const messages = messagesOf(evidence);
    const wrong = messages.find((message) => message.qos !== level);
    if (wrong !== undefined) {
      return failed({
        seen: words(`a message with QoS ${wrong.qos}`, `un mensaje con QoS ${wrong.qos}`),
        expected: words(`QoS ${level}`, `QoS ${level}`),
        ...packetOf(wrong),
      });
    }
    if (messages.length < least) {
      return isOver
        ? notSeen(
            words(`${messages.length} messages`, `${messages.length} mensajes`),
            words(`${least} messages with QoS ${level}`, `${least} mensajes con QoS ${level}`),
          )
        : undefined;
    }
    if (level < 2 || !evidence.seesPackets) return PASSED;
    const released = new Set(sentPackets(evidence, 'pubrel').map(keyOf));
    const open = receivedPackets(evidence, 'pubrec').find((packet) => !released.has(keyOf(packet)));
    if (open === undefined && released.size > 0) return PASSED;
    if (!isOver) return undefined;
    return failed({
      seen: words('no PUBREL after PUBREC', 'ningún PUBREL tras PUBREC'),
      expected: words('PUBLISH, PUBREC, PUBREL, PUBCOMP', 'PUBLISH, PUBREC, PUBREL, PUBCOMP'),
      ...(open && { packet: packetLine(open) }),
      hint: words(
        'the client must run its loop until the exchange is over: loop_start(), then wait_for_publish()',
        'el cliente debe atender su bucle hasta terminar: loop_start(), y luego wait_for_publish()',
      ),
    });
  },
});

function keyOf({ connection, packet }: ReturnType<typeof sentPackets>[number]): string {
  return `${connection} ${packet.facts.packetId}`;
}
