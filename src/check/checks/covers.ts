import { parseTopic } from '../../building/topic.ts';
import { checkKind } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { messagesOf } from '../packets.ts';
import { oneOfWords, wholeNumber } from '../parameters.ts';
import { messagesToSeeAll } from '../statistics.ts';
import { failed, notSeen, passed } from '../verdict.ts';
import { type Words, words } from '../words.ts';

const LEVELS = ['floor', 'wing', 'room', 'sensor'] as const;
type Level = (typeof LEVELS)[number];

/** A right program that draws at random fails once in so many runs. */
const RISK = 1e-5;

/** The messages name so many different floors, wings, rooms or kinds of sensor. Each level is a check of its own. */
export const covers = checkKind({
  name: 'covers',
  parameters: { level: oneOfWords(LEVELS), different: wholeNumber(1, 1000) },
  rule: ({ level = 'wing', different = 4 }) =>
    words(
      `the messages name at least ${different} different ${NAMES[level].en}`,
      `los mensajes nombran al menos ${different} ${NAMES[level].es}`,
    ),
  decide: (evidence, { level = 'wing', different = 4 }, _, isOver) => {
    const names = namesOf(evidence, level);
    const seen = [...new Set(names)].sort();
    const list = seen.join(', ');
    const found = words(
      `${NAMES[level].en} ${list} in ${names.length} messages`,
      `${NAMES[level].es} ${list} en ${names.length} mensajes`,
    );
    if (seen.length >= different) return passed(found);
    const least = messagesToSeeAll(different, RISK);
    const expected = words(
      `at least ${different} different ${NAMES[level].en}`,
      `al menos ${different} ${NAMES[level].es}`,
    );
    if (names.length >= least) return failed({ seen: found, expected });
    if (!isOver) return undefined;
    return notSeen(
      found,
      words(
        `${expected.en}; it takes ${least} messages to be sure that one is missing`,
        `${expected.es}; hacen falta ${least} mensajes para saber que falta alguno`,
      ),
    );
  },
});

const NAMES: Readonly<Record<Level, Words>> = {
  floor: words('floors', 'plantas distintas'),
  wing: words('wings', 'alas distintas'),
  room: words('rooms', 'salas distintas'),
  sensor: words('kinds of sensor', 'tipos de sensor distintos'),
};

function namesOf(evidence: Evidence, level: Level): readonly string[] {
  return messagesOf(evidence).flatMap(({ topic }) => {
    const address = parseTopic(topic)?.address;
    return address === undefined ? [] : [String(address[level])];
  });
}
