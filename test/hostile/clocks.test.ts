// Tests src/services/alarming/sensor-clocks.ts and --state through the command, with clocks that are wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import { connectPacket, publishPacket, rawClient } from '../broker/raw-client.ts';
import type { Child } from '../cli/child.ts';
import { jsonLinesSoFar, startCli } from '../cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-clocks-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'rules.yaml'),
  'rules:\n  - name: heat\n    scope: { sensor: TEMP }\n    silent_after: 10m\n    limits: [{ level: high, above: 28 }]\n',
);

const HOUR_MS = 3_600_000;
const SENSORS = 24;

/** A broker, sensors and alarms of it in processes of their own. */
async function building() {
  const broker = await createBroker();
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => broker.close());
  const sensors = await rawClient(port);
  sensors.send(connectPacket('sensors'));
  return {
    /** A reading of a sensor with a clock so far ahead. */
    publish: (room: number, value: number, aheadMs = 0) => {
      const payload = JSON.stringify({ value, time: new Date(Date.now() + aheadMs).toISOString() });
      sensors.send(publishPacket(`BUILDING/P_1/N/${room}/TEMP`, payload));
    },
    alarm: async (...args: readonly string[]): Promise<Child> => {
      const alarm = startCli([
        'alarm',
        '-L',
        `mqtt://127.0.0.1:${port}`,
        '--report',
        'events',
        '-J',
        ...args,
      ]);
      await alarm.errLine(/^listening to /);
      return alarm;
    },
  };
}

/** Waits for the event of a room; returns all events so far. */
async function until(alarm: Child, room: number, state: string): Promise<readonly Record<string, unknown>[]> {
  await alarm.line(new RegExp(`"state":"${state}".*"room":${room},`));
  return jsonLinesSoFar(alarm.stdout);
}

describe('a clock that is an hour ahead', () => {
  it('silences no other sensor, and blinds not even its own', async () => {
    const { publish, alarm } = await building();
    const running = await alarm('--rules', join(folder, 'rules.yaml'));
    for (let room = 1; room <= SENSORS; room++) publish(room, 21);
    publish(1, 21, HOUR_MS);
    for (let room = 1; room <= SENSORS; room++) publish(room, 21);
    publish(1, 35, HOUR_MS);
    await running.errLine(/P_1\/N\/1\/TEMP: its clock is (59|60) min ahead/);
    publish(2, 35);
    const events = await until(running, 2, 'raised');
    expect(events.map(({ state, room }) => `${state} ${room}`)).toEqual(['raised 1', 'raised 2']);
    for (const { time } of events)
      expect(Math.abs(Date.parse(String(time)) - Date.now())).toBeLessThan(60_000);
    await running.stop('SIGTERM');
  });

  it('is outnumbered also if four such sensors came first', async () => {
    const { publish, alarm } = await building();
    const running = await alarm('--above', 'TEMP=28');
    for (let room = 1; room <= 4; room++) publish(room, 21, HOUR_MS + room);
    publish(4, 21, HOUR_MS + 10);
    for (let round = 0; round < 2; round++) for (let room = 5; room <= SENSORS; room++) publish(room, 21);
    publish(5, 35);
    publish(4, 35);
    const events = await until(running, 4, 'raised');
    expect(events.map(({ state, room }) => `${state} ${room}`)).toEqual(['raised 5', 'raised 4']);
    for (const { time } of events)
      expect(Math.abs(Date.parse(String(time)) - Date.now())).toBeLessThan(60_000);
    await running.stop('SIGTERM');
  });

  it('in a state file ends with the first readings of the right time', async () => {
    const state = ['--state', join(folder, 'state'), '--above', 'TEMP=28'];
    const { publish, alarm } = await building();
    const believing = await alarm(...state, '--max-ahead', '1000d');
    publish(1, 35, 100 * 24 * HOUR_MS);
    await until(believing, 1, 'raised');
    await believing.stop('SIGTERM');
    const running = await alarm(...state);
    publish(1, 21);
    publish(1, 36);
    publish(2, 35);
    const events = await until(running, 2, 'raised');
    expect(events.map(({ state: each, room }) => `${each} ${room}`)).toEqual([
      'cleared 1',
      'raised 1',
      'raised 2',
    ]);
    await running.stop('SIGTERM');
  });
});
