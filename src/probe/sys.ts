import type { Probe } from './probe.ts';

export const sys: Probe = {
  feature: '$SYS topics',
  ask: async (broker) => {
    const client = await broker.connect();
    await client.subscribe('$SYS/#', 0);
    const messages = await client.awaited(1);
    return messages.length > 0
      ? { supported: true, detail: 'published (see: building-sim stats)' }
      : { supported: false, detail: `nothing within ${broker.patienceMs / 1000} s` };
  },
};
