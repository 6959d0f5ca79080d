import type { ExpectedAlarm } from './file.ts';
import type { Difference } from './run.ts';

/** A difference as lines: `- ` for what was expected and is not there, `+ ` for what is there instead. */
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
