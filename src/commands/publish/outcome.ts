import type { PublishCounts } from '../../publisher/publisher.ts';
import { counted } from '../../text/counted.ts';

/** What became of the messages of a run. */
export interface Outcome {
  readonly sent: number;
  /** Of payload. */
  readonly bytes: number;
  /** At QoS 0: gone with a connection, or not sent while there was none. That is what QoS 0 means, and no error. */
  readonly dropped: number;
  /** Not acknowledged at QoS 1 or 2; at QoS 0 still not taken by the broker. */
  readonly undelivered: number;
}

/** `lost`: messages at QoS 0 that went with a connection. */
export function outcomeOf({ sent, bytes, delivered, dropped }: PublishCounts, lost: number): Outcome {
  return { sent, bytes, dropped: dropped + lost, undelivered: sent - delivered - lost };
}

export function describeOutcome({ sent, bytes, dropped, undelivered }: Outcome, elapsedMs: number): string {
  // Of one message, or of no time, there is no rate.
  const rate = sent > 1 && elapsedMs > 0 ? ` (${formatRate((sent * 1000) / elapsedMs)}/s)` : '';
  const faults = [
    ...(dropped > 0 ? [`${dropped} dropped while the connection was lost`] : []),
    ...(undelivered > 0 ? [`${undelivered} not acknowledged`] : []),
  ];
  const seconds = (elapsedMs / 1000).toFixed(1);
  return `published ${counted(sent, 'message')} in ${seconds} s${rate}, ${bytes} bytes of payload; ${faults.join(', ') || 'no errors'}`;
}

/** For the user who sees that the end takes its time. */
export function waitingFor({ sent, delivered }: PublishCounts, limitMs: number): string {
  return `waiting up to ${limitMs / 1000} s for ${counted(sent - delivered, 'acknowledgement')}`;
}

function formatRate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}
