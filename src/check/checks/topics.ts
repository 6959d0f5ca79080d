import { nearlyTopic } from '../../building/nearly-topic.ts';
import { formatTopic, parseTopic } from '../../building/topic.ts';
import { checkKind } from '../check.ts';
import { messagesOf, packetOf } from '../packets.ts';
import { wholeNumber } from '../parameters.ts';
import { enough } from '../progress.ts';
import type { Task } from '../task.ts';
import { failed, PASSED } from '../verdict.ts';
import { verbatim, type Words, words } from '../words.ts';

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
function faultOf(topic: string, { prefix, building, isBuildingFixed }: Task): Words | undefined {
  const placed = parseTopic(topic);
  const isOther = isBuildingFixed && placed?.address.building !== building;
  if (placed !== undefined && placed.prefix === prefix && !isOther) return undefined;
  const name = isBuildingFixed ? building : 'BUILDING';
  const example = formatTopic({ building: name, floor: 2, wing: 'O', room: 4, sensor: 'TEMP' }, prefix);
  const faults = nearlyTopic(topic)?.faults.map((fault) => `; ${fault}`) ?? [];
  return words(
    `a topic such as ${example}${faults.join('')}`,
    `un topic como ${example} (alas N, S, E, O; sensores TEMP, HUM, LUX, VIBR)${faults.join('')}`,
  );
}
