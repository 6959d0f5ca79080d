import type { Probe } from './probe.ts';

const MESSAGES = 10;

/** Do subscribers of `$share/GROUP/FILTER` share the messages (MQTT 5 §4.8.2)? */
export const sharedSubscriptions: Probe = {
  feature: '$share subscriptions',
  ask: async (broker) => {
    const topic = broker.topic('shared');
    const workers = await Promise.all([broker.connect(), broker.connect()]);
    for (const worker of workers) await worker.subscribe(`$share/building-sim/${topic}`, 1);
    const publisher = await broker.connect();
    for (let n = 0; n < MESSAGES; n++)
      await publisher.publish({ topic, text: `${n}`, qos: 1, retain: false });
    await Promise.all(workers.map((worker) => worker.awaited(MESSAGES / 2)));
    const [one = 0, two = 0] = workers.map(({ received }) => received.length);
    const detail = `${MESSAGES} messages came to two workers as ${one} and ${two}`;
    const supported = one + two === MESSAGES && one > 0 && two > 0;
    return { supported, detail: supported ? detail : `${detail}: divide the work with --shard` };
  },
};
