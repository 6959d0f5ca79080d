import { checkKind } from '../check.ts';
import { programEnd } from '../program-end.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { words } from '../words.ts';

/** The program does not end by itself, and does not drown its reader in output. */
export const keepsRunning = checkKind({
  name: 'keeps-running',
  parameters: {},
  rule: () =>
    words(
      'runs until it is stopped, and prints no flood',
      'funciona hasta que se le detiene, y no imprime sin medida',
    ),
  decide: ({ runs }, _, __, isOver) => {
    const flooding = runs.find(({ isFlooding }) => isFlooding);
    if (flooding !== undefined) {
      return failed({
        seen: words(
          'it printed more than 256 kB; the rest was not read',
          'imprimió más de 256 kB; el resto no se leyó',
        ),
        expected: words('output that a person can read', 'una salida que se pueda leer'),
      });
    }
    const ended = runs.find(({ exit, stoppedAtMs }) => exit !== undefined && stoppedAtMs === undefined);
    if (ended !== undefined) {
      return failed({
        ...programEnd(ended),
        expected: words('a program that goes on', 'un programa que siga en marcha'),
      });
    }
    if (runs.some(({ stoppedAtMs }) => stoppedAtMs !== undefined)) return PASSED;
    if (!isOver) return undefined;
    return runs.length > 0
      ? PASSED
      : notSeen(
          words('somebody else started the program', 'otra persona inició el programa'),
          words('start it with --exec', 'inícialo con --exec'),
        );
  },
});
