import { formatTopic, parseTopic } from '../../building/topic.ts';
import { checkKind } from '../check.ts';
import { messagesOf, packetOf } from '../packets.ts';
import { wholeNumber } from '../parameters.ts';
import { enough } from '../progress.ts';
import { failed, PASSED } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** Every topic of the program is one of the hierarchy, to the letter. */
export const topics = checkKind({
  name: 'topics',
  parameters: { messages: wholeNumber(1, 10_000) },
  rule: (_, task) => {
    const shape = `${task.prefix === undefined ? '' : `${task.prefix}/`}${task.isBuildingFixed ? task.building : 'BUILDING'}/P_<floor>/<wing>/<room>/<sensor>`;
    return words(`publishes to ${shape}`, `publica en ${shape}`);
  },
  decide: (evidence, { messages: least = 20 }, task, isOver) => {
    const messages = messagesOf(evidence);
    const wrong = messages.find(({ topic }) => faultOf(topic, task) !== undefined);
    if (wrong !== undefined) {
      const fault = faultOf(wrong.topic, task);
      return failed({
        seen: verbatim(wrong.topic),
        ...(fault && { expected: fault }),
        ...packetOf(wrong),
        hint: words(
          `building-sim topics explain '${wrong.topic}' shows each level`,
          `building-sim topics explain '${wrong.topic}' muestra cada nivel`,
        ),
      });
    }
    return enough(messages.length, least, isOver) ?? (messages.length >= least ? PASSED : undefined);
  },
});

/** The right form for a wrong topic; undefined for a right one. */
function faultOf(
  topic: string,
  {
    prefix,
    building,
    isBuildingFixed,
  }: { prefix: string | undefined; building: string; isBuildingFixed: boolean },
) {
  const placed = parseTopic(topic);
  const shown = { building, floor: 2, wing: 'O', room: 4, sensor: 'TEMP' } as const;
  const example = words(
    `a topic such as ${formatTopic(shown, prefix)} (floor P_2, wing N, S, E or O, room 4, sensor TEMP, HUM, LUX or VIBR)`,
    `un topic como ${formatTopic(shown, prefix)} (planta P_2, ala N, S, E u O, sala 4, sensor TEMP, HUM, LUX o VIBR)`,
  );
  if (placed === undefined) return example;
  if (placed.prefix !== prefix) return example;
  return isBuildingFixed && placed.address.building !== building ? example : undefined;
}
