import type { ExpectedAlarm } from './file.ts';
import type { Difference } from './run.ts';

/** A difference as lines: `- ` for a missing alarm, `+ ` for an unexpected alarm. */
export function diffLines({ missing, unexpected }: Difference): string[] {
  return [
    ...missing.map((alarm) => `- ${describeAlarm(alarm)}`),
    ...unexpected.map((alarm) => `+ ${describeAlarm(alarm)}`),
  ];
}

function describeAlarm({ state, level, topic, rule }: ExpectedAlarm): string {
  const from = rule === undefined || rule === '' ? '' : ` (${rule})`;
  return `${state}${level === undefined ? '' : ` ${level}`} ${topic}${from}`;
}
