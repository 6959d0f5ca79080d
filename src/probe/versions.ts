import type { Probe } from './probe.ts';

export const version31 = versionProbe('MQTT 3.1', 3);
export const version311 = versionProbe('MQTT 3.1.1', 4);
export const version5 = versionProbe('MQTT 5', 5);

function versionProbe(feature: string, mqttVersion: 3 | 4 | 5): Probe {
  return {
    feature,
    ask: async (broker) => {
      const client = await broker.connect({ mqttVersion });
      await client.close();
      return { supported: true, detail: 'connects' };
    },
  };
}
