import { readText } from '../text/reader.ts';
import { optional, repeated } from './values.ts';

/** The file that keeps alarms over a restart. */
export const alarmStateOptions = {
  state: optional(
    { group: 'Alarms', takes: 'FILE', describe: 'keep the alarms in this file, over restarts and crashes' },
    readText,
  ),
  'from-state': repeated(
    {
      group: 'Alarms',
      takes: 'FILE',
      describe: "seed a new --state from other workers' state files (repeatable)",
    },
    readText,
  ),
} as const;
