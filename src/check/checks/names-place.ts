import { actOf, dueAlarms, messageLine, UNREAD_OUTPUT } from '../alarm-evidence.ts';
import type { PlacePart } from '../challenge/printed.ts';
import { checkKind } from '../check.ts';
import { failed, notSeen, PASSED } from '../verdict.ts';
import { joinWords, verbatim, type Words, words } from '../words.ts';

/** Each printed alarm names building, floor, wing, room and sensor. */
export const namesPlace = checkKind({
  name: 'names-place',
  parameters: {},
  rule: () =>
    words(
      'each alarm names building, floor, wing, room and sensor',
      'cada alarma nombra edificio, planta, ala, sala y sensor',
    ),
  decide: (evidence, _, __, isOver) => {
    if (evidence.runs.length === 0) return isOver ? UNREAD_OUTPUT : undefined;
    const alarms = dueAlarms(evidence, 'main');
    const printed = alarms.filter((alarm) => alarm.printed !== undefined);
    const isWhole = actOf(evidence, 'main')?.endedAtMs !== undefined && printed.length === alarms.length;
    // The lines around an alarm may still come.
    if (!isWhole && !isOver) return undefined;
    if (printed.length === 0) {
      return notSeen(words('no alarm was printed', 'no se imprimió ninguna alarma'));
    }
    const wrong = printed.find((alarm) => (alarm.printed?.missing.length ?? 0) > 0);
    if (wrong?.printed === undefined) return PASSED;
    const { line, missing } = wrong.printed;
    const parts = joinWords(
      missing.map((part) => NAMES[part]),
      ', ',
    );
    return failed({
      seen: verbatim(line.text),
      expected: words(
        `also ${parts.en}, for ${messageLine(wrong.message)}`,
        `además ${parts.es}, para ${messageLine(wrong.message)}`,
      ),
    });
  },
});

const NAMES: Readonly<Record<PlacePart, Words>> = {
  building: words('the building', 'el edificio'),
  floor: words('the floor', 'la planta'),
  wing: words('the wing', 'el ala'),
  room: words('the room', 'la sala'),
  sensor: words('the sensor', 'el sensor'),
};
