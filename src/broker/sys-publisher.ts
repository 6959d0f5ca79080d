import type { Aedes } from 'aedes';
import type { Meter } from './meter.ts';
import { type Loads, nextLoads, sysTopics } from './sys-topics.ts';

/**
 * Publishes the broker's `$SYS` topics, retained, at once and then every so often; those that have not changed
 * are not published again, just as mosquitto does it. Returns how to stop it.
 */
export async function publishSys(
  aedes: Aedes,
  meter: Meter,
  { intervalMs, version }: { readonly intervalMs: number; readonly version: string },
): Promise<() => void> {
  let loads: Loads = {};
  let before = await meter.sample();
  let published: ReadonlyMap<string, string> = new Map();

  const publish = async (): Promise<void> => {
    const sample = await meter.sample();
    loads = nextLoads(loads, before, sample);
    before = sample;
    const topics = sysTopics(sample, loads, version);
    for (const [topic, text] of topics) {
      if (published.get(topic) !== text) publishRetained(aedes, topic, text);
    }
    published = topics;
  };

  await publish();
  const failed = (error: unknown) => aedes.emit('error', error);
  const timer = setInterval(() => void publish().catch(failed), intervalMs).unref();
  return () => clearInterval(timer);
}

function publishRetained(aedes: Aedes, topic: string, text: string): void {
  const payload = Buffer.from(text);
  aedes.publish({ cmd: 'publish', topic, payload, qos: 0, retain: true, dup: false }, () => {});
}
