import { describe, expect, it } from 'vitest';
import { askAll } from '../../src/probe/ask-all.ts';
import type { Probe, ProbedBroker } from '../../src/probe/probe.ts';

const broker: ProbedBroker = {
  connect: () => Promise.reject(new Error('mqtt://a:1 refused the connection: no MQTT 5; try 3.1.1')),
  topic: (name) => `check/${name}`,
  patienceMs: 10,
};

const PROBES: readonly Probe[] = [
  { feature: 'quick', ask: async () => ({ supported: true, detail: 'yes' }) },
  { feature: 'refused', ask: async (asked) => ({ supported: true, detail: `${await asked.connect()}` }) },
  { feature: 'silent', ask: () => new Promise(() => {}) },
];

describe('asking all', () => {
  it('answers in order, whether a probe succeeds, fails or never ends', async () => {
    expect(await askAll(PROBES, broker, 50)).toEqual([
      { feature: 'quick', supported: true, detail: 'yes' },
      { feature: 'refused', supported: false, detail: 'no MQTT 5' },
      { feature: 'silent', supported: false, detail: 'no answer within 0.05 s' },
    ]);
  });
});
