import type { ReadingCounts } from '../../../alarm/engine/reading-counts.ts';
import { PRIORITIES } from '../../../alarm/rules/rule.ts';
import type { AlarmSummary, Count } from '../../../alarm/statistics/statistics.ts';
import { counted } from '../../../text/counted.ts';
import { escapeControl } from '../../../text/escape.ts';
import { durationText, isoSeconds } from './time.ts';

const SHOWN = 5;

/** A summary of alarms for people; the reference lines are those of EEMUA 191. */
export function summaryLines(summary: AlarmSummary): string[] {
  const { alarms, silences, standing, inAlarmMs, spanMs, byRule, byPlace, floods, chattering } = summary;
  const lines = [
    `${counted(alarms, 'alarm')} in ${durationText(spanMs)}, ${standing} still standing, ${durationText(inAlarmMs)} in alarm together; ${silences} silent`,
  ];
  if (alarms === 0) return lines;
  lines.push(
    `by rule: ${counts(byRule)}`,
    `by floor: ${counts(byPlace)}`,
    priorityLine(summary),
    rateLine(summary),
  );
  if (chattering.length > 0) {
    const shown = chattering
      .slice(0, SHOWN)
      .map(({ topic, rule, times }) => `${escapeControl(topic)} (${rule}) ${times}`);
    lines.push(`chattering, 3 or more in a minute: ${shown.join(', ')}${more(chattering.length)}`);
  }
  if (floods.length > 0) {
    const shown = floods
      .slice(0, SHOWN)
      .map(
        ({ startMs, endMs, alarms: count }) =>
          `${count} in ${durationText(endMs - startMs)} from ${isoSeconds(startMs)}`,
      );
    lines.push(`floods, 10 or more in 10 minutes: ${shown.join(', ')}${more(floods.length)}`);
  }
  return lines;
}

/** The same for programs: the object of a JSON line. */
export function summaryRecord(
  summary: AlarmSummary,
  readings: ReadingCounts,
): Readonly<Record<string, unknown>> {
  const { alarms, silences, standing, inAlarmMs, spanMs, byRule, byPlace, byPriority, floods } = summary;
  const { outOfOrder, ...counts } = readings;
  return {
    type: 'summary',
    alarms,
    silences,
    standing,
    in_alarm_s: inAlarmMs / 1000,
    span_s: spanMs / 1000,
    by_rule: Object.fromEntries(byRule.map(({ name, alarms: count }) => [name, count])),
    by_floor: Object.fromEntries(byPlace.map(({ name, alarms: count }) => [name, count])),
    by_priority: byPriority,
    alarms_per_10_min: summary.alarmsPer10Min,
    most_in_10_min: summary.mostIn10Min,
    floods: floods.map(({ startMs, endMs, alarms: count }) => ({
      start: new Date(startMs).toISOString(),
      end: new Date(endMs).toISOString(),
      alarms: count,
    })),
    chattering: summary.chattering,
    readings: { ...counts, out_of_order: outOfOrder },
  };
}

/** The irregularities among the readings, if there are any. */
export function readingLines(counts: ReadingCounts): string[] {
  const odd: [number, string][] = [
    [counts.retained, 'retained'],
    [counts.duplicates, 'duplicate'],
    [counts.outOfOrder, 'out of order'],
    [counts.late, 'late'],
    [counts.invalid, 'invalid'],
    [counts.surplus, 'of topics beyond --max-topics'],
    [counts.implausible, 'with a time that is not plausible'],
  ];
  const shown = odd.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return shown.length === 0 ? [] : [`of the readings ${shown.join(', ')}`];
}

function priorityLine({ byPriority, alarms }: AlarmSummary): string {
  const shares = PRIORITIES.map(
    (priority) => `${priority} ${Math.round((100 * byPriority[priority]) / alarms)} %`,
  );
  return `by priority: ${shares.join(', ')} (EEMUA 191: about 5, 15, 80)`;
}

function rateLine({ alarmsPer10Min, mostIn10Min }: AlarmSummary): string {
  const average = alarmsPer10Min === undefined ? '' : `${alarmsPer10Min.toFixed(2)} on average, `;
  return `in 10 minutes: ${average}${mostIn10Min} at most (EEMUA 191: below 1 acceptable, 2 manageable, 5 too many, 10 a flood)`;
}

function counts(list: readonly Count[]): string {
  return `${list
    .slice(0, SHOWN)
    .map(({ name, alarms }) => `${escapeControl(name)} ${alarms}`)
    .join(', ')}${more(list.length)}`;
}

function more(count: number): string {
  return count > SHOWN ? ` and ${count - SHOWN} more` : '';
}
