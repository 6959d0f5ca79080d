import { actOf, dueAlarms, UNREAD_OUTPUT } from '../alarm-evidence.ts';
import { checkKind } from '../check.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { words } from '../words.ts';

/** Alarms are printed as they happen, not when the program ends. */
export const printsInTime = checkKind({
  name: 'prints-in-time',
  parameters: {},
  rule: () => words('prints alarms as they happen', 'imprime las alarmas cuando ocurren'),
  decide: (evidence, _, __, isOver) => {
    if (evidence.runs.length === 0) return isOver ? UNREAD_OUTPUT : undefined;
    const printed = dueAlarms(evidence, 'main').flatMap((alarm) => alarm.printed ?? []);
    const isSent = actOf(evidence, 'main')?.endedAtMs !== undefined;
    if (isSent && printed.some(({ isLate }) => !isLate)) return PASSED;
    if (!isOver) return undefined;
    if (printed.length === 0) {
      return notSeen(words('no alarm was printed', 'no se imprimió ninguna alarma'));
    }
    return failed({
      seen: words(
        `${printed.length} alarms, all of them when the program was stopped`,
        `${printed.length} alarmas, todas al detener el programa`,
      ),
      expected: words('each alarm within seconds', 'cada alarma en unos segundos'),
      hint: words(
        'output into a pipe is held back until it is flushed: print(..., flush=True), fflush(stdout), awk with fflush()',
        'la salida a una tubería se retiene hasta vaciarla: print(..., flush=True), fflush(stdout), awk con fflush()',
      ),
    });
  },
});
