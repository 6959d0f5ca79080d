import { readText } from '../text/reader.ts';
import { optional, repeated } from './values.ts';

/** The file that keeps alarms over a restart. */
export const alarmStateOptions = {
  state: optional(
    { group: 'Alarms', takes: 'FILE', isRare: true, describe: 'keep the alarms in this file, over restarts' },
    readText,
  ),
  'from-state': repeated(
    {
      group: 'Alarms',
      takes: 'FILE',
      isRare: true,
      describe: "seed a new --state from other workers' state files (repeatable)",
    },
    readText,
  ),
} as const;
