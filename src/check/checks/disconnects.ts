import { checkKind } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { sentPackets } from '../packets.ts';
import { yesOrNo } from '../parameters.ts';
import { failed, notSeen, PASSED, type Verdict } from '../verdict.ts';
import { words } from '../words.ts';

/** Each connection of the program ends with DISCONNECT. */
export const disconnects = checkKind({
  name: 'disconnects',
  parameters: { alone: yesOrNo },
  rule: ({ alone = false }) =>
    alone
      ? words('ends by itself with DISCONNECT', 'termina por sí mismo con DISCONNECT')
      : words('ends with DISCONNECT', 'termina con DISCONNECT'),
  decide: (evidence, { alone = false }, _, isOver) => {
    if (!evidence.seesPackets) return isOver ? UNSEEN : undefined;
    const ended = evidence.runs.length > 0 && evidence.runs.every(({ exit }) => exit !== undefined);
    if (alone && evidence.runs.some(({ stoppedAtMs }) => stoppedAtMs !== undefined))
      return notAlone(evidence);
    const open = unfinished(evidence);
    const isSeen = sentPackets(evidence, 'disconnect').length > 0;
    if (!isOver && !ended) return undefined;
    if (open.length === 0 && isSeen) return PASSED;
    if (isCaughtAtWork(evidence, open)) return PASSED;
    if (open.length === 0) return UNSEEN;
    if (open.every(({ closedAtMs }) => closedAtMs === undefined)) return UNSEEN;
    return failed({
      seen: words(
        'the connection was closed without DISCONNECT: the broker takes this for a failure, and sends the will',
        'la conexión se cerró sin DISCONNECT: el broker lo toma por un fallo, y envía el testamento (will)',
      ),
      expected: words('DISCONNECT, then the end', 'DISCONNECT, y después el final'),
      hint: words(
        'call client.disconnect() at the end, and when Ctrl-C (SIGINT) comes: except KeyboardInterrupt in Python',
        'llama a client.disconnect() al final, y cuando llegue Ctrl-C (SIGINT): except KeyboardInterrupt en Python',
      ),
    });
  },
});

/** The connections without DISCONNECT, but for those that the tester cut. */
function unfinished(evidence: Evidence): Evidence['connections'] {
  const done = new Set(sentPackets(evidence, 'disconnect').map(({ connection }) => connection));
  const begun = new Set(sentPackets(evidence, 'connect').map(({ connection }) => connection));
  return evidence.connections.filter(
    ({ number, isCut }) => begun.has(number) && !done.has(number) && isCut !== true,
  );
}

/** A connection for each message: Ctrl-C may come in the middle of one. */
const MANY = 5;

function isCaughtAtWork(evidence: Evidence, open: Evidence['connections']): boolean {
  return open.length === 1 && sentPackets(evidence, 'disconnect').length >= MANY;
}

function notAlone({ nowMs }: Evidence): Verdict {
  return failed({
    seen: words(
      `the program still ran after ${(nowMs / 1000).toFixed(0)} s`,
      `el programa seguía en marcha a los ${(nowMs / 1000).toFixed(0)} s`,
    ),
    expected: words('DISCONNECT and an end of its own', 'DISCONNECT y un final propio'),
  });
}

const UNSEEN = notSeen(
  words('the end of the program', 'el final del programa'),
  words('DISCONNECT, when the program ends', 'DISCONNECT, cuando termine el programa'),
);
