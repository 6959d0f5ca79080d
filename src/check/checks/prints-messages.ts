import { messageLine, UNREAD_OUTPUT } from '../alarm-evidence.ts';
import { outputLines } from '../challenge/match.ts';
import { checkKind } from '../check.ts';
import { payloadWords } from '../packets.ts';
import { failed, notSeen, passed } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** The program prints the payloads of the tester's messages, in any layout. */
export const printsMessages = checkKind({
  name: 'prints-messages',
  parameters: {},
  rule: () => words('prints the messages that arrive', 'imprime los mensajes que llegan'),
  decide: (evidence, _, __, isOver) => {
    if (evidence.runs.length === 0) return isOver ? UNREAD_OUTPUT : undefined;
    const messages = evidence.sent.filter(({ purpose }) => purpose === 'plain');
    const lines = outputLines(evidence);
    const text = lines.map((line) => line.text).join('\n');
    const missing = messages.filter(({ payload }) => !text.includes(payloadWords(payload)));
    const [first] = missing;
    if (messages.length > 0 && first === undefined) {
      return passed(words(`${messages.length} messages`, `${messages.length} mensajes`));
    }
    if (!isOver) return undefined;
    if (first === undefined) {
      return notSeen(words('the tester published nothing', 'el evaluador no publicó nada'));
    }
    return failed({
      seen:
        lines.length === 0
          ? words('the program printed nothing', 'el programa no imprimió nada')
          : verbatim(
              lines
                .slice(-5)
                .map((line) => line.text)
                .join('\n'),
            ),
      expected: words(
        `a line with ${payloadWords(first.payload)}, for ${messageLine(first)}`,
        `una línea con ${payloadWords(first.payload)}, para ${messageLine(first)}`,
      ),
    });
  },
});
