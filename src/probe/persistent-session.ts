import type { Probe } from './probe.ts';

/** Does the broker store messages of QoS 1 while the client of a persistent session is away? */
export const persistentSession: Probe = {
  feature: 'kept sessions',
  ask: async (broker) => {
    const topic = broker.topic('kept');
    const persistentId = broker
      .topic('kept')
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(-20);
    const subscriber = await broker.connect({ persistentId });
    await subscriber.subscribe(topic, 1);
    await subscriber.close();
    const publisher = await broker.connect();
    await publisher.publish({ topic, text: 'x', qos: 1, retain: false });
    const again = await broker.connect({ persistentId });
    const messages = await again.awaited(1);
    await again.close();
    await (await broker.connect({ persistentId, isCleared: true })).close();
    return messages.length > 0
      ? { supported: true, detail: 'what came at QoS 1 meanwhile is delivered' }
      : { supported: false, detail: 'what comes while a client is away is lost, even with --no-clean' };
  },
};
