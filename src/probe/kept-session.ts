import type { Probe } from './probe.ts';

/** Whether what comes at QoS 1 while a client is away waits for it. */
export const keptSession: Probe = {
  feature: 'kept sessions',
  ask: async (broker) => {
    const topic = broker.topic('kept');
    const keptId = broker
      .topic('kept')
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(-20);
    const subscriber = await broker.connect({ keptId });
    await subscriber.subscribe(topic, 1);
    await subscriber.close();
    const publisher = await broker.connect();
    await publisher.publish({ topic, text: 'x', qos: 1, retain: false });
    const again = await broker.connect({ keptId });
    const messages = await again.heard(1);
    await again.close();
    await (await broker.connect({ keptId, forgets: true })).close();
    return messages.length > 0
      ? { supported: true, detail: 'what came at QoS 1 meanwhile is delivered' }
      : { supported: false, detail: 'what comes while a client is away is lost, even with --no-clean' };
  },
};
