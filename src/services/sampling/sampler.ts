import type { IncomingMessage } from '../../session.ts';
import { BrokerStatus, type Sample } from '../../stats/broker-status.ts';
import { createBurst } from './burst.ts';

export interface Sampler {
  take(message: IncomingMessage): void;
  /** All figures so far, complete or not; undefined without any. */
  known(): Sample | undefined;
  cancel(): void;
}

/** Makes a sample of each burst of figures, and hands over the complete samples. */
export function createSampler(now: () => number, onSample: (sample: Sample) => void): Sampler {
  const status = new BrokerStatus();
  const burst = createBurst(now, (startedAtMs, isLive) => {
    const sample = status.sample(startedAtMs, isLive);
    if (isComplete(sample)) onSample(sample);
  });
  return {
    take: ({ topic, payload, retain }) => {
      if (status.take(topic, payload)) burst.add(retain);
    },
    known: () => {
      const sample = status.sample(now(), false);
      return isEmpty(sample) ? undefined : sample;
    },
    cancel: burst.cancel,
  };
}

/**
 * mosquitto 2 lets retained figures expire that do not change. This connection itself changes bytes received and
 * clients connected, so the next burst has them: without them the sample is incomplete.
 */
function isComplete({ totals }: Sample): boolean {
  return totals.bytes_received !== undefined && totals.clients_connected !== undefined;
}

function isEmpty({ version, uptime, totals, loads }: Sample): boolean {
  const figures = Object.keys(totals).length + Object.keys(loads).length;
  return version === undefined && uptime === undefined && figures === 0;
}
