import { checkKind } from '../check.ts';
import { messagesOf } from '../packets.ts';
import { gapsBetweenBursts, meanOf, robustVariation, variation } from '../statistics.ts';
import { failed, notSeen, passed, warned } from '../verdict.ts';
import { type Words, words } from '../words.ts';

const MIN_GAPS = 20;
/** A fixed sleep varies by less than 0.01 on an idle machine, a uniform wait between 1.9 and 2.1 s by 0.03. */
const FIXED = 0.02;
const RANDOM = 0.05;
/** A wait like this is random beyond doubt, even after a few gaps: a uniform wait of 1 to 3 s varies by 0.29. */
const SURELY_RANDOM = 0.15;
const FEW_GAPS = 10;
/** So many messages at such a pace, in milliseconds, are sent without any wait. */
const FLOOD = 50;
const FLOOD_GAP_MS = 5;

/** The waits between messages are random. */
export const randomInterval = checkKind({
  name: 'random-interval',
  parameters: {},
  rule: () => words('waits a random time between messages', 'espera un tiempo aleatorio entre mensajes'),
  decide: (evidence, _, __, isOver) => {
    const times = messagesOf(evidence).map(({ atMs }) => atMs);
    const gaps = gapsBetweenBursts(times);
    const all = variation(gaps);
    const expected = words(
      'waits that differ, such as time.sleep(random.uniform(0.5, 1.5))',
      'esperas distintas, como time.sleep(random.uniform(0.5, 1.5))',
    );
    const seen = gapWords(gaps, all);
    if (gaps.length >= FEW_GAPS && robustVariation(gaps) > SURELY_RANDOM) return passed(seen);
    if (gaps.length >= MIN_GAPS) {
      // Some late messages on a busy machine make a fixed wait look random.
      const isFixed = all <= FIXED || (robustVariation(gaps) <= FIXED && all <= SURELY_RANDOM);
      if (isFixed) return failed({ seen, expected });
      return all > RANDOM ? passed(seen) : warned({ seen, expected });
    }
    const paceMs = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / times.length;
    if (times.length >= FLOOD && gaps.length < FEW_GAPS && paceMs < FLOOD_GAP_MS) {
      return failed({
        seen: words(`${times.length} messages without a pause`, `${times.length} mensajes sin pausa`),
        expected,
      });
    }
    if (!isOver) return undefined;
    return notSeen(seen, words(`${MIN_GAPS} waits`, `${MIN_GAPS} esperas`));
  },
});

function gapWords(gaps: readonly number[], spread: number): Words {
  if (gaps.length === 0) return words('no waits', 'ninguna espera');
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const range = `${seconds(Math.min(...gaps))}–${seconds(Math.max(...gaps))} s`;
  const share = `${(100 * spread).toFixed(0)} %`;
  const mean = seconds(meanOf(gaps));
  return words(
    `${gaps.length} waits of ${range}, ${mean} s on average, give or take ${share}`,
    `${gaps.length} esperas de ${range}, ${mean} s de media, con una desviación del ${share}`,
  );
}
