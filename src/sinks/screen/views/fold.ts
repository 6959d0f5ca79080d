import type { Fold } from '../../../alarm/statistics/folder.ts';
import { counted } from '../../../text/counted.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { View } from '../printer.ts';
import { durationText, isoSeconds } from './time.ts';

/** A line in place of the events of a flood. */
export const FOLD_VIEW: View<Fold> = {
  columns: [],
  fits: true,
  human: ({ fromMs, toMs, atMs, byState, byRule }, style) => {
    const changes = [...byState.values()].reduce((sum, count) => sum + count, 0);
    const states = [...byState].map(([state, count]) => `${count} ${state}`).join(', ');
    const rules = [...byRule]
      .filter(([rule]) => rule !== '')
      .sort((a, b) => b[1] - a[1])
      .map(([rule, count]) => `${escapeControl(rule)} ${count}`);
    const lasted = durationText(toMs - fromMs).replaceAll(/\d+/g, '$& ');
    const words = `alarm flood, ${counted(changes, 'change')} in ${lasted}: ${states} (not shown one by one)`;
    const of = rules.length === 0 ? '' : `; rules: ${rules.join(', ')}`;
    return `${style.dim(style.time(atMs, isoSeconds))} ${words}${style.dim(of)}`;
  },
  record: (fold) => ({ ...fold }),
};
