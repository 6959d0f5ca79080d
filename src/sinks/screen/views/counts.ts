import { sensorType } from '../../../building/sensors.ts';
import type { Counts, ObservedSummary } from '../../../observation/counts.ts';
import type { OutputFormat } from '../../../options/output.ts';
import { counted } from '../../../text/counted.ts';
import { escapeJson } from '../../../text/escape.ts';
import type { Screen } from '../screen.ts';
import { readingLines, summaryLines, summaryRecord } from './alarm-summary.ts';
import { clientsText, publishLine } from './publish-totals.ts';

/** The counts of a running command in one line. */
export function countsLine(counts: Counts): string {
  switch (counts.of) {
    case 'messages':
      return `${counted(counts.messages, 'message')}${surplusText(counts.surplus)}`;
    case 'published':
      return `${counts.messages} published${counts.clients ? `; ${clientsText(counts.clients)}` : ''}`;
    case 'awaited':
      return `${counts.packet.toUpperCase()} ${counts.done}/${counts.due}`;
    case 'measured': {
      const { qos, isWarmingUp, published, delivered } = counts;
      return isWarmingUp
        ? `QoS ${qos}: warming up`
        : `QoS ${qos}: ${published} published, ${delivered} delivered`;
    }
    case 'readings': {
      const { readings, alarms, unreadable, ahead, surplus } = counts;
      const unread = unreadable > 0 ? `, ${counted(unreadable, 'message')} that could not be read` : '';
      const early = ahead > 0 ? `, ${counted(ahead, 'reading')} with a clock that is ahead` : '';
      return `${counted(readings, 'reading')}, ${counted(alarms, 'alarm')}${unread}${early}${surplusText(surplus)}`;
    }
  }
}

/** For people at a terminal: how far the alarms are away. `; nearest: HUM 43.2 of 70 %RH, floor 2 wing O room 4` */
export function nearestText(counts: Counts): string {
  if (counts.of !== 'readings' || counts.nearest === undefined) return '';
  const { address, value, limit } = counts.nearest;
  const { floor, wing, room, sensor } = address;
  const { unit } = sensorType(sensor);
  const of = limit.side === 'above' ? ' of' : ', limit';
  return `; nearest: ${sensor} ${value}${of} ${limit.value} ${unit}, floor ${floor} wing ${wing} room ${room}`;
}

function surplusText(surplus: number): string {
  return surplus > 0 ? `, ${counted(surplus, 'message')} of topics beyond --max-topics` : '';
}

/** Shows the totals of a command on stderr; those of alarms as JSON where the results are JSON too. */
export function showSummary(counts: ObservedSummary['counts'], format: OutputFormat, screen: Screen): void {
  if (counts.of === 'publishing') screen.note(publishLine(counts));
  else if (counts.of !== 'alarms') {
    screen.note(`${countsLine(counts)}${screen.isAttended ? nearestText(counts) : ''}`);
  } else if (format === 'jsonl') {
    screen.note(escapeJson(JSON.stringify(summaryRecord(counts.summary, counts.readings))));
  } else {
    for (const line of [...summaryLines(counts.summary), ...readingLines(counts.readings)]) screen.note(line);
  }
}
