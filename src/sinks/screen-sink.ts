import type { AlarmEvent } from '../alarm/event.ts';
import { type Fold, Folder } from '../alarm/statistics/folder.ts';
import type { Sink } from './sink.ts';

/** Every event, as it is. */
export function createPlainSink(report: (event: AlarmEvent) => void): Sink {
  return { take: report, end: async () => '' };
}

/** Events for people: floods are folded. */
export function createFoldingSink(
  report: (event: AlarmEvent) => void,
  reportFold: (fold: Fold) => void,
): Sink {
  const folder = new Folder();
  const show = ({ fold, event }: ReturnType<Folder['take']>): void => {
    if (fold !== undefined) reportFold(fold);
    if (event !== undefined) report(event);
  };
  return {
    take: (event) => show(folder.take(event)),
    end: async () => {
      show(folder.end());
      return '';
    },
  };
}
