import type { IncomingMessage } from '../../session.ts';
import { BrokerStatus, type Sample } from '../../stats/broker-status.ts';
import { createBurst } from './burst.ts';

export interface Sampler {
  take(message: IncomingMessage): void;
  /** What is known so far, be it little; undefined for nothing at all. */
  known(): Sample | undefined;
  cancel(): void;
}

/** Makes a sample of each burst of figures, and hands it over if it is whole. */
export function createSampler(now: () => number, onSample: (sample: Sample) => void): Sampler {
  const status = new BrokerStatus();
  const burst = createBurst(now, (startedAt, isLive) => {
    const sample = status.sample(startedAt, isLive);
    if (isWhole(sample)) onSample(sample);
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
 * mosquitto 2 lets retained figures that don't change expire. Those that this very connection changes come
 * with its next ones.
 */
function isWhole({ totals }: Sample): boolean {
  return totals.bytes_received !== undefined && totals.clients_connected !== undefined;
}

function isEmpty({ version, uptime, totals, loads }: Sample): boolean {
  const figures = Object.keys(totals).length + Object.keys(loads).length;
  return version === undefined && uptime === undefined && figures === 0;
}
