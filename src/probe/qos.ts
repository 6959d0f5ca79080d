import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Probe } from './probe.ts';

export const qos1 = qosProbe(1, 'publish and subscribe with --qos 0');
export const qos2 = qosProbe(2, 'use --qos 1, and seq to see duplicates');

/** Does a message arrive at the QoS of its publication and subscription? */
function qosProbe(qos: Qos, instead: string): Probe {
  return {
    feature: `QoS ${qos}`,
    ask: async (broker) => {
      const client = await broker.connect();
      const topic = broker.topic(`qos${qos}`);
      await client.subscribe(topic, qos);
      await client.publish({ topic, text: 'x', qos, retain: false });
      const [message] = await client.awaited(1);
      if (message === undefined)
        return { supported: false, detail: `acknowledged, but not delivered: ${instead}` };
      if (message.qos === qos) return { supported: true, detail: `delivered at QoS ${qos}` };
      return { supported: false, detail: `delivered at QoS ${message.qos}: ${instead}` };
    },
  };
}
