import type { PumpCounts } from '../../mqtt/pump.ts';
import type { Qos } from '../../session.ts';

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

export function outcomeOf(counts: PumpCounts, dropped: number, qos: Qos | -1): Outcome {
  const { sent, bytes, delivered, failed } = counts;
  const gone = qos <= 0 ? failed : 0;
  return { sent, bytes, dropped: dropped + gone, undelivered: sent - delivered - gone };
}

export function describeOutcome({ sent, bytes, dropped, undelivered }: Outcome, elapsedMs: number): string {
  const rate = elapsedMs > 0 ? ` (${formatRate((sent * 1000) / elapsedMs)}/s)` : '';
  const faults = [
    ...(dropped > 0 ? [`${dropped} dropped while the connection was lost`] : []),
    ...(undelivered > 0 ? [`${undelivered} not acknowledged`] : []),
  ];
  const seconds = (elapsedMs / 1000).toFixed(1);
  return `published ${sent} messages in ${seconds} s${rate}, ${bytes} bytes of payload; ${faults.join(', ') || 'no errors'}`;
}

function formatRate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}
