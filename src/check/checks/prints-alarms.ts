import { actOf, dueAlarms, isSettled, messageLine, UNREAD_OUTPUT, UNSENT } from '../alarm-evidence.ts';
import { CHALLENGE_PARTS } from '../challenge/challenge.ts';
import { outputLines } from '../challenge/match.ts';
import type { SentMessage } from '../challenge/sent-message.ts';
import { checkKind } from '../check.ts';
import type { Evidence, SeenPacket } from '../evidence.ts';
import { packetLine, payloadWords, sentPackets } from '../packets.ts';
import { oneOfWords } from '../parameters.ts';
import { programEnd } from '../program-end.ts';
import { type Clues, failed, notSeen, passed } from '../verdict.ts';
import { verbatim, type Words, words } from '../words.ts';

/** The program prints each reading beyond the threshold, in one part of the challenge. */
export const printsAlarms = checkKind({
  name: 'prints-alarms',
  parameters: { part: oneOfWords(CHALLENGE_PARTS) },
  rule: ({ part = 'main' }, { sensor, threshold }) => RULES[part](`${sensor} > ${threshold}`),
  decide: (evidence, { part = 'main' }, task, isOver) => {
    if (evidence.runs.length === 0) return isOver ? UNREAD_OUTPUT : undefined;
    const act = actOf(evidence, part);
    const due = dueAlarms(evidence, part);
    if (act === undefined || due.length === 0) return isOver ? UNSENT : undefined;
    const missing = due.filter(({ printed }) => printed === undefined);
    const isSent = act.endedAtMs !== undefined;
    if (missing.length === 0) {
      return isSent ? passed(words(`${due.length} alarms`, `${due.length} alarmas`)) : undefined;
    }
    // The part's last alarm is printed, so the others are lost; without it more may come, up to the end.
    if (!isSettled(evidence, part) && !isOver) return undefined;
    const [first] = missing;
    const flooding = evidence.runs.some(({ isFlooding }) => isFlooding);
    if (flooding) return notSeen(words('the output after the flood', 'la salida tras la avalancha'));
    return failed({
      expected: first === undefined ? verbatim('') : expectedLine(first.message, task.threshold),
      ...cluesOf(evidence, part, missing.length, due.length),
    });
  },
});

type ChallengePart = (typeof CHALLENGE_PARTS)[number];

const RULES: Readonly<Record<ChallengePart, (limit: string) => Words>> = {
  main: (limit) => words(`prints each reading with ${limit}`, `imprime cada lectura con ${limit}`),
  malformed: () => words('goes on after malformed messages', 'sigue funcionando tras mensajes mal formados'),
  burst: () =>
    words('misses nothing in a burst of 500 messages', 'no pierde nada en una ráfaga de 500 mensajes'),
  again: () =>
    words(
      'connects and subscribes again when the broker was gone',
      'vuelve a conectarse y suscribirse si el broker desaparece',
    ),
};

function expectedLine(message: SentMessage, threshold: number): Words {
  const line = messageLine(message);
  const { value } = message;
  return words(
    `a line with building, floor, wing, room, sensor and value for ${line}, because ${value} > ${threshold}`,
    `una línea con edificio, planta, ala, sala, sensor y valor para ${line}, porque ${value} > ${threshold}`,
  );
}

function cluesOf(evidence: Evidence, part: ChallengePart, missing: number, due: number): Clues {
  const ended = evidence.runs.find(
    ({ exit, stoppedAtMs }) => exit !== undefined && stoppedAtMs === undefined,
  );
  if (ended !== undefined)
    return { ...programEnd(ended), ...(part === 'malformed' && malformedClue(evidence)) };
  if (part === 'again') {
    const lost = lostSubscription(evidence);
    if (lost !== undefined) return lost;
  }
  const lines = outputLines(evidence);
  const errors = evidence.runs.flatMap((run) => run.errors).filter((line) => line !== '');
  if (lines.length === 0 && errors.length > 0) return onStderr(errors, due);
  if (lines.length === 0) {
    return {
      seen: words(
        `the program printed nothing while ${due} alarms were due`,
        `el programa no imprimió nada cuando debía dar ${due} alarmas`,
      ),
      hint: words(
        'if it prints on a terminal, it must flush: print(..., flush=True), fflush(stdout)',
        'si imprime en un terminal, debe vaciar el búfer: print(..., flush=True), fflush(stdout)',
      ),
    };
  }
  const last = lines.slice(-5).map(({ text }) => text);
  const shown = verbatim(['', ...last].join('\n'));
  return {
    seen: words(
      `${missing} of ${due} alarms are missing; the last lines are${shown.en}`,
      `faltan ${missing} de ${due} alarmas; las últimas líneas son${shown.es}`,
    ),
  };
}

/** Loggers write to stderr. On a terminal nobody sees the difference. */
function onStderr(errors: readonly string[], due: number): Clues {
  const shown = verbatim(['', ...errors.slice(-3)].join('\n'));
  return {
    seen: words(
      `the program printed nothing on stdout while ${due} alarms were due; on stderr the last lines are${shown.en}`,
      `el programa no imprimió nada por stdout cuando debía dar ${due} alarmas; por stderr las últimas líneas son${shown.es}`,
    ),
    hint: words(
      'print alarms on stdout: what loggers write goes to stderr',
      'imprime las alarmas por stdout: lo que escriben los loggers va a stderr',
    ),
  };
}

/** The messages that the program could not stand are among these. */
function malformedClue({ sent }: Evidence): Clues {
  const payloads = sent
    .filter(({ purpose }) => purpose === 'malformed')
    .map(({ payload }) => payloadWords(payload));
  const list = [...new Set(payloads)].join('  ');
  return {
    expected: words(
      `a program that passes over each of these payloads: ${list}`,
      `un programa que pase por alto cada uno de estos payloads: ${list}`,
    ),
  };
}

/** After the broker was gone, the program must connect and subscribe. */
function lostSubscription(evidence: Evidence): Clues | undefined {
  const cut = evidence.acts.findLast(({ name }) => name === 'restart-broker');
  if (cut === undefined) return undefined;
  const since = (name: string): readonly SeenPacket[] =>
    sentPackets(evidence, name).filter(({ atMs }) => atMs >= cut.startedAtMs);
  const [connect] = since('connect');
  if (since('subscribe').length > 0) return undefined;
  if (connect === undefined) {
    return {
      seen: words('the program did not connect again', 'el programa no volvió a conectarse'),
      expected: words('CONNECT and SUBSCRIBE', 'CONNECT y SUBSCRIBE'),
      hint: words(
        'let the library connect again: loop_forever() or loop_start() in Paho',
        'deja que la biblioteca se reconecte: loop_forever() o loop_start() en Paho',
      ),
    };
  }
  return {
    seen: words(
      'the program connected again, and did not subscribe again',
      'el programa volvió a conectarse, pero no a suscribirse',
    ),
    expected: words('SUBSCRIBE after each CONNECT', 'SUBSCRIBE tras cada CONNECT'),
    packet: packetLine(connect),
    hint: words(
      'subscribe in on_connect: it is called after each connection',
      'suscríbete en on_connect: se llama tras cada conexión',
    ),
  };
}
