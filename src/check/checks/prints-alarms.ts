import { actOf, dueAlarms, messageLine, sentinelOf, UNREAD_OUTPUT, UNSENT } from '../alarm-evidence.ts';
import { CHALLENGE_PARTS } from '../challenge/challenge.ts';
import { outputLines } from '../challenge/match.ts';
import { checkKind } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { oneOfWords } from '../parameters.ts';
import { programEnd } from '../program-end.ts';
import { type Clues, failed, passed } from '../verdict.ts';
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
    const isKnown = isSent && sentinelOf(evidence, part) !== undefined;
    if (!isKnown && !isOver) return undefined;
    const [first] = missing;
    return failed({
      ...cluesOf(evidence, missing.length, due.length),
      expected: words(
        `a line with building, floor, wing, room, sensor and value for ${first && messageLine(first.message)}, because ${first?.message.value} > ${task.threshold}`,
        `una línea con edificio, planta, ala, sala, sensor y valor para ${first && messageLine(first.message)}, porque ${first?.message.value} > ${task.threshold}`,
      ),
    });
  },
});

const RULES: Readonly<Record<(typeof CHALLENGE_PARTS)[number], (limit: string) => Words>> = {
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

function cluesOf(evidence: Evidence, missing: number, due: number): Clues {
  const ended = evidence.runs.find(
    ({ exit, stoppedAtMs }) => exit !== undefined && stoppedAtMs === undefined,
  );
  if (ended !== undefined) return programEnd(ended);
  const lines = outputLines(evidence);
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
