import { expect, it } from 'vitest';
import { BrokerFiguresLog } from '../../src/dashboard/broker-figures.ts';
import { START } from './observations.ts';

const log = () => {
  const figures = new BrokerFiguresLog();
  let nowMs = START;
  const say = (topic: string, value: string | number, retain = false) =>
    figures.take({
      ...{ kind: 'message', topic: `$SYS/${topic}`, qos: 0, retain, reading: undefined, atMs: nowMs },
      payload: Buffer.from(String(value)),
    });
  const pass = (ms: number) => {
    nowMs += ms;
    figures.sweep(nowMs);
  };
  const row = (label: string) => figures.figures(nowMs)?.rows.find((each) => each.label === label);
  return { figures, say, pass, row };
};

it('keeps gauges as they are and counters as rates, over the last hour', () => {
  const { figures, say, pass, row } = log();
  expect(figures.figures(START)).toBeUndefined();
  say('broker/version', 'mosquitto\u0007 2', true);
  say('broker/clients/connected', 3, true);
  say('broker/bytes/received', 1000, true);
  pass(1000);
  for (let n = 1; n <= 400; n++) {
    pass(9000);
    say('broker/clients/connected', 3 + (n % 2));
    say('broker/bytes/received', 1000 + 500 * n);
    pass(1000);
  }
  expect(row('clients connected')).toMatchObject({ total: 3, isRate: false });
  expect(row('clients connected')?.history).toHaveLength(360);
  expect(row('bytes received')).toMatchObject({ total: 201_000, rate: 50, isRate: true });
  expect(new Set(row('bytes received')?.history.map(([, , max]) => max))).toEqual(new Set([50]));
  expect(figures.samples).toBe(401);
});

it('takes a burst as one sample, after its end', () => {
  const { figures, say, pass, row } = log();
  say('broker/clients/connected', 3);
  pass(400);
  say('broker/messages/sent', 7);
  pass(400);
  expect(figures.samples).toBe(0);
  pass(400);
  expect(figures.samples).toBe(1);
  expect(row('packets sent')).toMatchObject({ total: 7 });
});

it('passes over what is no figure', () => {
  const { figures, say, pass } = log();
  say('broker/client-list', '[{"user":"jane"}]');
  say('broker/clients/connected', 'many');
  say('else', 1);
  pass(1000);
  expect(figures.figures(START)).toBeUndefined();
});
