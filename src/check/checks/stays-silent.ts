import { actOf, isSettled, messageLine, sentinelOf, UNREAD_OUTPUT, UNSENT } from '../alarm-evidence.ts';
import { printedBait } from '../challenge/match.ts';
import { checkKind } from '../check.ts';
import { oneOfWords } from '../parameters.ts';
import type { Task } from '../task.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { verbatim, type Words, words } from '../words.ts';

const BAITS = ['at-limit', 'within', 'other-sensor', 'other-building'] as const;
type Bait = (typeof BAITS)[number];

/** The program prints nothing for readings of one kind. A later alarm proves that they were read. */
export const staysSilent = checkKind({
  name: 'stays-silent',
  parameters: { about: oneOfWords(BAITS) },
  rule: ({ about = 'within' }, task) => RULES[about](task),
  decide: (evidence, { about = 'within' }, task, isOver) => {
    if (evidence.runs.length === 0) return isOver ? UNREAD_OUTPUT : undefined;
    const baits = evidence.sent.filter(({ purpose }) => purpose === about);
    for (const bait of baits) {
      const line = printedBait(bait, evidence);
      if (line === undefined) continue;
      return failed({
        seen: verbatim(line.text),
        expected: words(
          `no line for ${messageLine(bait)}: ${REASONS[about](task).en}`,
          `ninguna línea para ${messageLine(bait)}: ${REASONS[about](task).es}`,
        ),
      });
    }
    if (actOf(evidence, 'main') === undefined) return isOver ? UNSENT : undefined;
    const parts = ['main', ...new Set(baits.map(({ part }) => part))];
    if (isOver ? sentinelOf(evidence, 'main') : parts.every((part) => isSettled(evidence, part)))
      return PASSED;
    if (!isOver) return undefined;
    return notSeen(
      words('no line at all', 'ninguna línea'),
      words(
        'alarms, among which silence means something',
        'alarmas, entre las que el silencio signifique algo',
      ),
    );
  },
});

const RULES: Readonly<Record<Bait, (task: Task) => Words>> = {
  'at-limit': ({ threshold }) =>
    words(`prints nothing at exactly ${threshold}`, `no imprime nada con exactamente ${threshold}`),
  within: ({ threshold }) =>
    words(`prints nothing below ${threshold}`, `no imprime nada por debajo de ${threshold}`),
  'other-sensor': ({ sensor }) =>
    words(
      `prints nothing of other sensors than ${sensor}`,
      `no imprime nada de sensores distintos de ${sensor}`,
    ),
  'other-building': ({ building }) =>
    words(
      `prints nothing of other buildings than ${building}`,
      `no imprime nada de edificios distintos de ${building}`,
    ),
};

const REASONS: Readonly<Record<Bait, (task: Task) => Words>> = {
  'at-limit': ({ threshold }) =>
    words(
      `the value is not above ${threshold}, but equal`,
      `el valor no es mayor que ${threshold}, sino igual`,
    ),
  within: ({ threshold }) => words(`the value is below ${threshold}`, `el valor es menor que ${threshold}`),
  'other-sensor': ({ sensor }) => words(`the sensor is not ${sensor}`, `el sensor no es ${sensor}`),
  'other-building': ({ building, prefix }) => {
    const place = prefix === undefined ? building : `${prefix}/${building}`;
    return words(`the topic is not below ${place}/`, `el topic no está bajo ${place}/`);
  },
};
