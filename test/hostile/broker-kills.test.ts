// Tests src/broker/store/ end to end: no acknowledged message is lost.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrokerProcess } from '../cli/running-broker.ts';
import { NumberReceiver, NumberSender } from './exactly-once.ts';

const KILLS = Number(process.env.HOSTILE_KILLS ?? 50);
const MAX_ROUND_MS = 400;
const TOPIC = 'k';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-kill-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('broker --store', () => {
  it(
    `killed ${KILLS} times at any moment, loses nothing, and has each QoS 2 message once`,
    async () => {
      const sender = new NumberSender(TOPIC, 50);
      const receiver = new NumberReceiver(TOPIC);
      const start = () => startBrokerProcess('--store', join(folder, 'store'));
      const first = await start();
      receiver.connect(first.port);
      await expect.poll(() => receiver.subscribed).toBe(true);
      receiver.disconnect();
      await first.command.stop('SIGKILL');
      for (let kill = 0; kill < KILLS; kill++) {
        const { command, port } = await start();
        sender.connect(port);
        if (kill % 3 > 0) receiver.connect(port);
        await wait(Math.random() * MAX_ROUND_MS);
        await command.stop('SIGKILL');
        sender.disconnect();
        receiver.disconnect();
      }
      const { command, port } = await start();
      sender.stop();
      sender.connect(port);
      receiver.connect(port);
      const missing = () => [...sender.acknowledged].filter((number) => !receiver.arrivals.has(number));
      await expect.poll(() => sender.isIdle && missing().length === 0, { timeout: 60_000 }).toBe(true);
      await command.stop('SIGTERM');

      const again = (rest: number) =>
        [...receiver.arrivals].filter(([number, times]) => number % 2 === rest && times > 1).length;
      process.stdout.write(
        `${KILLS} SIGKILLs: ${sender.acknowledged.size} messages acknowledged, ${missing().length} lost; ` +
          `QoS 2 twice: ${again(0)}; QoS 1 again: ${again(1)}; sessions lost: ${sender.lostSessions + receiver.lostSessions}\n`,
      );
      expect(sender.acknowledged.size).toBeGreaterThan(KILLS);
      expect({ twice: again(0), lostSessions: sender.lostSessions + receiver.lostSessions }).toEqual({
        twice: 0,
        lostSessions: 0,
      });
    },
    120_000 + KILLS * 10_000,
  );
});
