import { positiveDuration } from '../../yaml/values.ts';
import { checkKind } from '../check.ts';
import { messagesOf } from '../packets.ts';
import { wholeNumber } from '../parameters.ts';
import { enough } from '../progress.ts';
import { gapsBetweenBursts } from '../statistics.ts';
import { failed, passed } from '../verdict.ts';
import { words } from '../words.ts';

/** A message may be so much too early or too late, in parts of the period and in milliseconds. */
const TOLERANCE = 0.05;
const TOLERANCE_MS = 1000;

/** The program publishes once in each period. */
export const periodic = checkKind({
  name: 'periodic',
  parameters: { every: positiveDuration, messages: wholeNumber(2, 1000) },
  rule: ({ every = 1000 }) => words(`publishes every ${every / 1000} s`, `publica cada ${every / 1000} s`),
  decide: (evidence, { every = 1000, messages: least = 3 }, _, isOver) => {
    const times = messagesOf(evidence).map(({ atMs }) => atMs);
    const gaps = gapsBetweenBursts(times);
    const slack = Math.max(TOLERANCE * every, Math.min(TOLERANCE_MS, every / 2));
    const wrong = gaps.find((gap) => Math.abs(gap - every) > slack);
    const list = gaps.map((gap) => (gap / 1000).toFixed(1)).join(', ');
    const seen = words(`waits of ${list} s`, `esperas de ${list} s`);
    if (wrong !== undefined) {
      return failed({ seen, expected: words(`waits of ${every / 1000} s`, `esperas de ${every / 1000} s`) });
    }
    const bursts = gaps.length + Math.min(times.length, 1);
    return enough(bursts, least, isOver) ?? (bursts >= least ? passed(seen) : undefined);
  },
});
