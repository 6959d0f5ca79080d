import type { PublishTotals } from '../../../observation/counts.ts';
import { counted } from '../../../text/counted.ts';

/** The totals of a publisher in one line. */
export function publishLine({ sent, bytes, dropped, undelivered, elapsedMs }: PublishTotals): string {
  // One message, or no time, gives no rate.
  const rate = sent > 1 && elapsedMs > 0 ? ` (${formatRate((sent * 1000) / elapsedMs)}/s)` : '';
  const faults = [
    ...(dropped > 0 ? [`${dropped} dropped while the connection was lost`] : []),
    ...(undelivered > 0 ? [`${undelivered} not acknowledged`] : []),
  ];
  const seconds = (elapsedMs / 1000).toFixed(1);
  return `published ${counted(sent, 'message')} in ${seconds} s${rate}, ${counted(bytes, 'byte')} of payload; ${faults.join(', ') || 'no errors'}`;
}

function formatRate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}
