import type { ClientTotals, PublishTotals } from '../../../observation/counts.ts';
import { counted } from '../../../text/counted.ts';

/** The totals of a publisher in one line. */
export function publishLine({
  sent,
  bytes,
  dropped,
  undelivered,
  elapsedMs,
  clients,
}: PublishTotals): string {
  // One message, or no time, gives no rate.
  const rate = sent > 1 && elapsedMs > 0 ? ` (${formatRate((sent * 1000) / elapsedMs)}/s)` : '';
  const faults = [
    ...(dropped > 0
      ? [`${dropped} dropped while ${clients ? 'a client was away' : 'the connection was lost'}`]
      : []),
    ...(undelivered > 0 ? [`${undelivered} not acknowledged`] : []),
  ];
  const seconds = (elapsedMs / 1000).toFixed(1);
  return `published ${counted(sent, 'message')} in ${seconds} s${rate}, ${counted(bytes, 'byte')} of payload; ${faults.join(', ') || 'no errors'}${clients ? `; ${clientsText(clients)}` : ''}`;
}

function formatRate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}

/** `96 clients: 90 connected, 2 connecting, 3 away, 1 refused, 4 connections lost` */
export function clientsText({ clients, connected, connecting, away, refused, losses }: ClientTotals): string {
  const parts = [
    `${connected} connected`,
    ...(connecting > 0 ? [`${connecting} connecting`] : []),
    ...(away > 0 ? [`${away} away`] : []),
    ...(refused.length > 0 ? [`${refused.reduce((sum, [, n]) => sum + n, 0)} refused`] : []),
    `${counted(losses, 'connection')} lost`,
  ];
  return `${counted(clients, 'client')}: ${parts.join(', ')}`;
}
