import { checkKind } from '../check.ts';
import { messagesOf, packetOf } from '../packets.ts';
import { wholeNumber, yesOrNo } from '../parameters.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { words } from '../words.ts';

/** Every message has the retain flag, or none has it. */
export const retain = checkKind({
  name: 'retain',
  parameters: { retained: yesOrNo, messages: wholeNumber(1, 10_000) },
  rule: ({ retained = true }) =>
    retained
      ? words('publishes retained messages', 'publica mensajes retenidos (retain)')
      : words('publishes without the retain flag', 'publica sin la marca retain'),
  decide: (evidence, { retained = true, messages: least = 1 }, _, isOver) => {
    const messages = messagesOf(evidence);
    const wrong = messages.find((message) => message.retain !== undefined && message.retain !== retained);
    if (wrong !== undefined) {
      return failed({
        seen: retained
          ? words('PUBLISH without the retain flag', 'PUBLISH sin la marca retain')
          : words('PUBLISH with the retain flag', 'PUBLISH con la marca retain'),
        expected: retained ? words('retain = 1', 'retain = 1') : words('retain = 0', 'retain = 0'),
        ...packetOf(wrong),
      });
    }
    if (messages.length >= least && evidence.seesPackets) return PASSED;
    if (!isOver) return undefined;
    return notSeen(
      words('no PUBLISH packet of the program', 'ningún paquete PUBLISH del programa'),
      words('a PUBLISH that passes through the tester', 'un PUBLISH que pase por el evaluador'),
    );
  },
});
