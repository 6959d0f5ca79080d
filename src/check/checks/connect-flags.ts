import type { Facts } from '../../trace/packet.ts';
import { checkKind } from '../check.ts';
import { packetLine, sentPackets } from '../packets.ts';
import { wholeNumber, yesOrNo } from '../parameters.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { type Words, words } from '../words.ts';

interface Asked {
  readonly clean?: boolean;
  readonly keep_alive_from?: number;
  readonly keep_alive_to?: number;
  readonly own_id?: boolean;
}

/** The flags of CONNECT are those asked for: clean session, keep-alive, a client id of its own. */
export const connectFlags = checkKind({
  name: 'connect-flags',
  parameters: {
    clean: yesOrNo,
    keep_alive_from: wholeNumber(0, 65_535),
    keep_alive_to: wholeNumber(0, 65_535),
    own_id: yesOrNo,
  },
  rule: (asked) => {
    const parts = askedWords(asked);
    return words(
      `connects with ${parts.map(({ en }) => en).join(', ')}`,
      `se conecta con ${parts.map(({ es }) => es).join(', ')}`,
    );
  },
  decide: (evidence, asked, _, isOver) => {
    const connect = sentPackets(evidence, 'connect').at(0);
    if (connect === undefined) return isOver ? UNSEEN : undefined;
    if (isAsAsked(connect.packet.facts, asked)) return PASSED;
    const expected = askedWords(asked);
    return failed({
      seen: words(`${flagWords(connect.packet.facts).en}`, `${flagWords(connect.packet.facts).es}`),
      expected: words(expected.map(({ en }) => en).join(', '), expected.map(({ es }) => es).join(', ')),
      packet: packetLine(connect),
      hint: words(
        'in Paho: mqtt.Client(client_id="lab-jane", clean_session=False), and connect(host, port, keepalive)',
        'en Paho: mqtt.Client(client_id="lab-jane", clean_session=False), y connect(host, port, keepalive)',
      ),
    });
  },
});

function isAsAsked({ cleanSession, keepAlive = 0, clientId = '' }: Facts, asked: Asked): boolean {
  const { clean, keep_alive_from: from = 0, keep_alive_to: to = 65_535, own_id: id } = asked;
  return (
    (clean === undefined || cleanSession === clean) &&
    keepAlive >= from &&
    keepAlive <= to &&
    (id !== true || clientId !== '')
  );
}

function askedWords({
  clean,
  keep_alive_from: from,
  keep_alive_to: to,
  own_id: id,
}: Asked): readonly Words[] {
  return [
    ...(clean === undefined ? [] : [sessionWords(clean)]),
    ...(from === undefined && to === undefined
      ? []
      : [
          words(
            `a keep-alive from ${from ?? 0} to ${to ?? 65_535} s`,
            `un keep-alive de ${from ?? 0} a ${to ?? 65_535} s`,
          ),
        ]),
    ...(id === true ? [words('a client id of its own', 'un identificador de cliente propio')] : []),
  ];
}

function sessionWords(isClean: boolean): Words {
  return isClean
    ? words('a clean session', 'una sesión limpia')
    : words('a kept session', 'una sesión persistente');
}

function flagWords({ cleanSession = true, keepAlive = 0, clientId = '' }: Facts): Words {
  const session = sessionWords(cleanSession);
  return words(
    `${session.en}, keep-alive ${keepAlive} s, client id "${clientId}"`,
    `${session.es}, keep-alive ${keepAlive} s, identificador "${clientId}"`,
  );
}

const UNSEEN = notSeen(
  words('CONNECT does not pass through the tester', 'CONNECT no pasa por el evaluador'),
  words('a run without --url', 'una ejecución sin --url'),
);
