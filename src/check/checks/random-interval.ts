import { checkKind } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { messagesOf } from '../packets.ts';
import {
  gapsBetweenBursts,
  meanOf,
  quantiles,
  robustVariation,
  variation,
  widthOfMost,
} from '../statistics.ts';
import { failed, notSeen, passed, warned } from '../verdict.ts';
import { type Words, words } from '../words.ts';

const MIN_GAPS = 20;
/** A fixed sleep varies by less than 0.01 on an idle machine, a uniform wait between 1.9 and 2.1 s by 0.03. */
const FIXED = 0.02;
const RANDOM = 0.05;
/** A wait like this is random beyond doubt, even after a few gaps: a uniform wait of 1 to 3 s varies by 0.29. */
const SURELY_RANDOM = 0.15;
const FEW_GAPS = 10;
/**
 * With so many gaps a tenth of them at each end may be outliers, and the wait still counts as fixed. A program with two
 * equally likely waits shows one of them in 23 of 25 gaps in 2 of 100,000 runs; uniform waits of ±25 % lie in a band of
 * ±2 % in fewer than 1 of 10^15.
 */
const GAPS_WITH_OUTLIERS = 25;
/** So many messages at such a pace, in milliseconds, are sent without any wait. */
const FLOOD = 50;
const FLOOD_PACE_MS = 5;
/** A busy machine slows them down to such a pace, with such gaps at most. */
const BUSY_FLOOD_PACE_MS = 10;
const BUSY_FLOOD_GAP_MS = 100;

/**
 * The waits between messages are random. Noise makes a fixed wait look random, and never a random one look fixed. So a
 * failure needs narrow waits, and a pass needs waits that spread more than the tester's own timers do.
 */
export const randomInterval = checkKind({
  name: 'random-interval',
  parameters: {},
  rule: () => words('waits a random time between messages', 'espera un tiempo aleatorio entre mensajes'),
  decide: (evidence, _, __, isOver) => {
    const times = messagesOf(evidence).map(({ atMs }) => atMs);
    const gaps = gapsBetweenBursts(times);
    const seen = gapWords(gaps, variation(gaps));
    if (gaps.length >= MIN_GAPS) {
      if (isFixed(gaps)) return failed({ seen, expected: RANDOM_WAITS });
      const spread = robustVariation(gaps);
      const noise = noiseIn(gaps, evidence);
      if (spread > Math.max(RANDOM, noise)) return passed(seen);
      // More waits may show more.
      if (!isOver) return undefined;
      return spread <= noise ? notSeen(seen, CALM_MACHINE) : warned({ seen, expected: RANDOM_WAITS });
    }
    if (times.length >= FLOOD && gaps.length < FEW_GAPS && isFlood(times, gaps)) {
      return failed({
        seen: words(`${times.length} messages without a pause`, `${times.length} mensajes sin pausa`),
        expected: RANDOM_WAITS,
      });
    }
    if (!isOver) return undefined;
    const [spread, noise] = [robustVariation(gaps), noiseIn(gaps, evidence)];
    if (gaps.length >= FEW_GAPS && spread > Math.max(SURELY_RANDOM, noise)) return passed(seen);
    // A busy machine delivers a flood in a few bursts.
    if (times.length >= FLOOD && spread <= noise) return notSeen(seen, CALM_MACHINE);
    return notSeen(seen, words(`${MIN_GAPS} waits`, `${MIN_GAPS} esperas`));
  },
});

function isFlood(times: readonly number[], gaps: readonly number[]): boolean {
  const paceMs = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / times.length;
  return (
    paceMs < FLOOD_PACE_MS || (paceMs < BUSY_FLOOD_PACE_MS && gaps.every((gap) => gap < BUSY_FLOOD_GAP_MS))
  );
}

function isFixed(gaps: readonly number[]): boolean {
  const all = variation(gaps);
  return (
    all <= FIXED || (gaps.length >= GAPS_WITH_OUTLIERS && widthOfMost(gaps) <= FIXED && all <= SURELY_RANDOM)
  );
}

/** Each wait has three latenesses in it: of the program, and of the tester before and after. */
const NOISE = 1.5;

/** The spread of the tester's lateness beside a wait: a fixed wait may vary so much. */
function noiseIn(gaps: readonly number[], { latenessMs }: Evidence): number {
  const [low, high] = quantiles(latenessMs, [0.05, 0.95]);
  return (NOISE * (high - low)) / Math.max(1, quantiles(gaps, [0.5])[0]);
}

const RANDOM_WAITS = words(
  'waits that differ, such as time.sleep(random.uniform(0.5, 1.5))',
  'esperas distintas, como time.sleep(random.uniform(0.5, 1.5))',
);

const CALM_MACHINE = words(
  'a calmer machine: this one is too busy to tell whether these waits are random',
  'una máquina más tranquila: esta está demasiado ocupada para saber si son aleatorias',
);

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
