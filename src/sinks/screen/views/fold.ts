import type { Fold } from '../../../alarm/statistics/folder.ts';
import { escapeControl } from '../../../text/escape.ts';
import { durationText, isoSeconds } from './time.ts';

/** A line in place of the events of a flood. */
export function foldLine({ fromMs, toMs, byState, byRule }: Fold): string {
  const states = [...byState].map(([state, count]) => `${count} ${state}`).join(', ');
  const rules = [...byRule]
    .sort((a, b) => b[1] - a[1])
    .map(([rule, count]) => `${escapeControl(rule === '' ? 'invalid' : rule)} ${count}`);
  return `${isoSeconds(fromMs)} flood: ${states} within ${durationText(toMs - fromMs)} (${rules.join(', ')})`;
}
