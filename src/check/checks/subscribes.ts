import { intSet } from '../../building/int-set.ts';
import { selectionFilters } from '../../building/selection.ts';
import { parseTopic } from '../../building/topic.ts';
import type { Wing } from '../../building/wings.ts';
import { filterMatches } from '../../mqtt-protocol/topic.ts';
import { wing } from '../../yaml/values.ts';
import { type CheckParameters, checkKind } from '../check.ts';
import { type AskedFilter, askedFilters, contains } from '../filters.ts';
import { packetLine, receivedPackets } from '../packets.ts';
import { oneOfWords, wholeNumber, yesOrNo } from '../parameters.ts';
import type { Task } from '../task.ts';
import { failed, notSeen, PASSED, type Verdict, warned } from '../verdict.ts';
import { verbatim, type Words, words } from '../words.ts';

const PARAMETERS = {
  floor: wholeNumber(-999, 9999),
  wing,
  room: wholeNumber(1, 999_999),
  /** The sensor of the challenge unless given; `any` for every kind. */
  sensor: oneOfWords(['TEMP', 'HUM', 'LUX', 'VIBR', 'CO2', 'PIR', 'any', 'asked'] as const),
  /** Other subscriptions beside this one are fine. */
  among: yesOrNo,
} as const;
type Part = CheckParameters<typeof PARAMETERS>;

/** The program subscribes to the topics asked for, and to no others, with the fewest filters. */
export const subscribes = checkKind({
  name: 'subscribes',
  parameters: PARAMETERS,
  // The filter itself would be the answer: feedback has it after a failure only.
  rule: (part, task) => {
    const { en, es } = partWords(part, task);
    if (part.among === true) return words(`subscribes to ${en}`, `se suscribe a ${es}`);
    return words(`subscribes to ${en}, and to nothing else`, `se suscribe a ${es}, y a nada más`);
  },
  decide: (evidence, part, task, isOver) => {
    if (!evidence.seesPackets) return isOver ? UNSEEN : undefined;
    const asked = askedFilters(evidence);
    const isGranted = receivedPackets(evidence, 'suback').length > 0;
    const right = filterFor(part, task);
    const widest = widestForm(right);
    const exact = asked.find(({ filter }) => contains(filter, right) && contains(widest, filter));
    const foreign = asked.find(({ filter }) => !contains(widest, filter) && !isOwn(filter));
    const settled = isGranted && (isOver || isServed(evidence.sent.length));
    if (exact !== undefined && (part.among === true || foreign === undefined)) {
      return settled || part.among === true ? PASSED : undefined;
    }
    if (foreign !== undefined && part.among !== true && isGranted) return tooWide(foreign, right);
    if (!settled) return isOver ? nothing(asked, right) : undefined;
    return judgeParts(
      asked,
      right,
      evidence.sent.map(({ topic }) => topic),
    );
  },
});

/** For everything of a room or a building, `#` in the last places is as good as `+`. */
function widestForm(filter: string): string {
  return filter.replace(/(\/\+)+$/, '/#');
}

/** Once messages were sent, the program had time for all of its subscriptions. */
function isServed(sent: number): boolean {
  return sent > 1;
}

/** Broker's figures are nobody's readings. */
function isOwn(filter: string): boolean {
  return filter.startsWith('$SYS/');
}

function tooWide({ filter, seen }: AskedFilter, right: string): Verdict {
  return failed({
    seen: verbatim(filter),
    expected: verbatim(right),
    packet: packetLine(seen),
    hint: words(
      `building-sim topics explain '${filter}' says which topics match`,
      `building-sim topics explain '${filter}' dice qué topics encajan`,
    ),
  });
}

/** Several narrow filters may do the work of one. */
function judgeParts(asked: readonly AskedFilter[], right: string, topics: readonly string[]): Verdict {
  const filters = asked.map(({ filter }) => filter);
  const due = topics.filter((topic) => filterMatches(right, topic) && parseTopic(topic) !== undefined);
  const missed = due.find((topic) => !filters.some((filter) => filterMatches(filter, topic)));
  if (missed === undefined && due.length > 0 && filters.length > 0) {
    return warned({
      seen: words(
        `${filters.length} filters: ${filters.join(', ')}`,
        `${filters.length} filtros: ${filters.join(', ')}`,
      ),
      expected: words(`one filter: ${right}`, `un filtro: ${right}`),
    });
  }
  return nothing(asked, right, missed);
}

function nothing(asked: readonly AskedFilter[], right: string, missed?: string): Verdict {
  const seen = asked.at(-1)?.seen;
  const filters = asked.map(({ filter }) => filter).join(', ');
  const gap = missed === undefined ? verbatim('') : words(`, without ${missed}`, `, sin ${missed}`);
  return failed({
    seen:
      asked.length === 0
        ? words('no SUBSCRIBE', 'ningún SUBSCRIBE')
        : words(`${filters}${gap.en}`, `${filters}${gap.es}`),
    expected: verbatim(right),
    ...(seen && { packet: packetLine(seen) }),
  });
}

function filterFor({ floor, wing: inWing, room, sensor: kind = 'asked' }: Part, task: Task): string {
  const sensorKind = kind === 'asked' ? task.sensor : kind;
  const [filter = '#'] = selectionFilters(
    {
      building: [task.building],
      ...(floor !== undefined && { floor: intSet([[floor, floor]]) }),
      ...(inWing !== undefined && { wing: [inWing as Wing] }),
      ...(room !== undefined && { room: intSet([[room, room]]) }),
      ...(sensorKind !== 'any' && { sensor: [sensorKind] }),
    },
    task.prefix,
  );
  return filter;
}

function partWords({ floor, wing: inWing, room, sensor: kind = 'asked' }: Part, task: Task): Words {
  const sensorKind = kind === 'asked' ? task.sensor : kind;
  const places = [
    ...(room === undefined ? [] : [words(`room ${room}`, `de la sala ${room}`)]),
    ...(inWing === undefined ? [] : [words(`wing ${inWing}`, `del ala ${inWing}`)]),
    ...(floor === undefined ? [] : [words(`floor ${floor}`, `de la planta ${floor}`)]),
    words(`building ${task.building}`, `del edificio ${task.building}`),
  ];
  const what =
    sensorKind === 'any' ? words('everything', 'todo') : words(`every ${sensorKind}`, `todo ${sensorKind}`);
  return words(
    `${what.en} of ${places.map(({ en }) => en).join(', ')}`,
    `${what.es} ${places.map(({ es }) => es).join(', ')}`,
  );
}

const UNSEEN = notSeen(
  words('SUBSCRIBE does not pass through the tester', 'SUBSCRIBE no pasa por el evaluador'),
  words('a run without --url', 'una ejecución sin --url'),
);
