import { checkKind } from '../check.ts';
import { messagesOf, payloadWords } from '../packets.ts';
import { failed, passed } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** A subscriber that comes late gets the program's message, retained. */
export const retainedFound = checkKind({
  name: 'retained-found',
  parameters: {},
  rule: () =>
    words(
      'a late subscriber gets the retained message',
      'quien se suscribe tarde recibe el mensaje retenido',
    ),
  decide: (evidence, _, __, isOver) => {
    const topics = new Set(messagesOf(evidence).map(({ topic }) => topic));
    const found = evidence.arrivals.find(({ topic, retain }) => retain && topics.has(topic));
    if (found !== undefined) return passed(verbatim(`${found.topic} ${payloadWords(found.payload)}`));
    const act = evidence.acts.find(({ name }) => name === 'subscribe-late');
    if (act?.endedAtMs === undefined && !isOver) return undefined;
    return failed({
      seen: words('nothing was kept for a late subscriber', 'nada se guardó para quien se suscribe tarde'),
      expected: words(
        'the last message of each topic, retained',
        'el último mensaje de cada topic, retenido',
      ),
    });
  },
});
