import type { Probe } from './probe.ts';

/** Names that a broker changes if it maps topics to names of its own. */
const NAMES: Readonly<Record<string, string>> = { dot: 'a.b', space: 'a b', 'empty level': 'a//b' };

/** Do topics arrive as they were published? */
export const topicNames: Probe = {
  feature: 'dots, spaces, empty levels',
  ask: async (broker) => {
    const changed: string[] = [];
    for (const [what, name] of Object.entries(NAMES)) {
      const base = broker.topic(`name${what.length}`);
      const client = await broker.connect();
      await client.subscribe(`${base}/#`, 0);
      const topic = `${base}/${name}`;
      const fault = await client.publish({ topic, text: 'x', qos: 1, retain: false }).then(
        () => undefined,
        () => 'refused',
      );
      const [message] = fault === undefined ? await client.awaited(1) : [];
      if (message?.topic === topic) continue;
      const became = message
        ? `arrives as ${message.topic.slice(base.length + 1)}`
        : (fault ?? 'does not arrive');
      changed.push(`${what}: ${name} ${became}`);
    }
    return changed.length === 0
      ? { supported: true, detail: 'topics arrive as they were published' }
      : { supported: false, detail: `${changed.join(', ')}: keep them out of names` };
  },
};
