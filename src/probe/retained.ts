import type { Probe } from './probe.ts';

export const retained = retainedProbe(
  'retained messages',
  (topic) => topic,
  'publish them again from time to time',
);
export const retainedByWildcard = retainedProbe(
  'retained, by wildcard',
  (topic) => topic.replace(/[^/]+$/, '+'),
  'subscribe to exact topics for the last values',
);

function retainedProbe(feature: string, filterOf: (topic: string) => string, instead: string): Probe {
  return {
    feature,
    ask: async (broker) => {
      const topic = `${broker.topic(feature.replaceAll(/[^a-z]/g, ''))}/last`;
      const publisher = await broker.connect();
      await publisher.publish({ topic, text: 'x', qos: 1, retain: true });
      const subscriber = await broker.connect();
      await subscriber.subscribe(filterOf(topic), 1);
      const [message] = await subscriber.awaited(1);
      // An empty retained message removes the last one [MQTT-3.3.1-10].
      await publisher.publish({ topic, text: '', qos: 1, retain: true });
      if (message === undefined) return { supported: false, detail: `not delivered: ${instead}` };
      return {
        supported: message.retain,
        detail: message.retain ? 'delivered' : 'delivered, but not marked as retained',
      };
    },
  };
}
