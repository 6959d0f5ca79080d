import { checkKind } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { packetLine, payloadWords, sentPackets } from '../packets.ts';
import { anyText, wholeNumber, yesOrNo } from '../parameters.ts';
import { failed, notSeen, PASSED, passed } from '../verdict.ts';
import { words } from '../words.ts';

/** CONNECT carries the will asked for. */
export const will = checkKind({
  name: 'will',
  parameters: { topic: anyText, payload: anyText, qos: wholeNumber(0, 2), retained: yesOrNo },
  rule: ({ payload }) =>
    payload === undefined
      ? words('CONNECT carries a last will', 'CONNECT lleva un testamento (will)')
      : words(`CONNECT carries the last will ${payload}`, `CONNECT lleva el testamento (will) ${payload}`),
  decide: (evidence, { topic, payload, qos, retained }, _, isOver) => {
    const connects = sentPackets(evidence, 'connect');
    const [connect] = connects;
    if (connect === undefined) return isOver ? UNSEEN : undefined;
    const found = connects.find(({ packet: { facts } }) => {
      const sent = facts.will;
      return (
        sent !== undefined &&
        (topic === undefined || sent.topic === topic) &&
        (payload === undefined || payloadWords(sent.payload).trim() === payload) &&
        (qos === undefined || sent.qos === qos) &&
        (retained === undefined || sent.retain === retained)
      );
    });
    if (found !== undefined) return PASSED;
    const other = connects.find(({ packet }) => packet.facts.will !== undefined);
    const parts = [
      ...(topic === undefined ? [] : [`topic ${topic}`]),
      ...(payload === undefined ? [] : [`payload ${payload}`]),
      ...(qos === undefined ? [] : [`QoS ${qos}`]),
      ...(retained === undefined ? [] : [retained ? 'retain' : 'no retain']),
    ].join(', ');
    return failed({
      seen:
        other === undefined
          ? words('CONNECT without a will', 'CONNECT sin testamento')
          : words('another will', 'otro testamento'),
      expected: words(`a will ${parts}`.trim(), `un testamento ${parts}`.trim()),
      packet: packetLine(other ?? connect),
      hint: words(
        'in Paho: client.will_set(topic, payload) before connect()',
        'en Paho: client.will_set(topic, payload) antes de connect()',
      ),
    });
  },
});

/** The broker publishes the program's will once the connection breaks. */
export const willArrives = checkKind({
  name: 'will-arrives',
  parameters: {},
  rule: () =>
    words(
      'others get the will when the program is killed',
      'los demás reciben el testamento si el programa muere',
    ),
  decide: (evidence, _, __, isOver) => {
    const wills = sentPackets(evidence, 'connect').flatMap(({ packet }) => packet.facts.will ?? []);
    const arrived = evidence.arrivals.find(({ topic, payload }) =>
      wills.some((sent) => sent.topic === topic && Buffer.compare(sent.payload, payload) === 0),
    );
    if (arrived !== undefined) {
      return passed(
        words(
          `${arrived.topic} ${payloadWords(arrived.payload)}`,
          `${arrived.topic} ${payloadWords(arrived.payload)}`,
        ),
      );
    }
    if (!isOver) return undefined;
    if (!wasKilled(evidence)) return UNSEEN;
    return failed({
      seen: words('no will arrived', 'no llegó ningún testamento'),
      expected: words('the will, without a DISCONNECT before it', 'el testamento, sin un DISCONNECT antes'),
    });
  },
});

function wasKilled({ acts }: Evidence): boolean {
  return acts.some(({ name }) => name === 'kill' || name === 'cut');
}

const UNSEEN = notSeen(
  words(
    'CONNECT, or the break, did not pass through the tester',
    'CONNECT, o el corte, no pasó por el evaluador',
  ),
  words('a run without --url', 'una ejecución sin --url'),
);
