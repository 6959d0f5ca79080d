// Tests src/services/known-topics.ts and the broker against strangers who send much.
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectPeer } from '../broker/conformance/peer.ts';
import { connectPacket, publishPacket, rawClient } from '../broker/raw-client.ts';
import { startCli } from '../cli/run.ts';
import { portOf } from '../cli/running-broker.ts';
import { memoryMb } from './memory.ts';

const TOPICS = Number(process.env.FLOOD_TOPICS ?? 200_000);
const MAX_TOPICS = 1000;

/** A broker without a line for each message. */
async function quietBroker() {
  const broker = startCli(['broker', '-p', '0']);
  return { broker, port: await portOf(broker, 'mqtt') };
}

/** Publishes readings of so many sensors, at the speed of the broker. */
async function floodWithTopics(port: number): Promise<void> {
  const client = await rawClient(port);
  client.send(connectPacket('flood'));
  for (let first = 1; first <= TOPICS; first += 500) {
    const packets = Array.from({ length: 500 }, (_, i) => publishPacket(`B/P_1/N/${first + i}/TEMP`, '21'));
    client.send(...packets, { cmd: 'pingreq' });
    await client.next('pingresp');
  }
  client.socket.destroy();
}

describe('a flood', () => {
  it.each([
    ['watch', []],
    ['alarm', []],
    ['alarm', ['--report', 'events', '--rules', 'office']],
  ] as const)(
    `of ${TOPICS} topics leaves the memory of %s %j flat with --max-topics`,
    async (command, more) => {
      const { broker, port } = await quietBroker();
      onTestFinished(async () => void (await broker.stop('SIGTERM')));
      const where = ['-L', `mqtt://127.0.0.1:${port}`, '-t', '#', '--max-topics', String(MAX_TOPICS)];
      const listener = startCli([command, ...where, ...more]);
      await listener.errLine(/^listening to /);
      const told = listener.errLine(/there are more than 1000 topics/);
      await floodWithTopics(port);
      await told;
      const warmMb = memoryMb(listener.process.pid);
      await floodWithTopics(port);
      const grownMb = memoryMb(listener.process.pid) - warmMb;
      process.stdout.write(
        `${command}: ${memoryMb(listener.process.pid).toFixed(0)} MB, grown by ${grownMb.toFixed(0)} MB\n`,
      );
      expect(grownMb).toBeLessThan(40);
      const { stderr } = await listener.stop('SIGINT');
      expect(stderr).toMatch(/\d+ (messages )?of topics beyond --max-topics/);
    },
    120_000,
  );

  it('of filters and retained messages holds up no stranger', async () => {
    const { broker, port } = await quietBroker();
    const witness = await connectPeer(port, { clientId: 'witness', keepalive: 0 });
    await witness.subscribe(['witness', 1]);
    const hostile = await rawClient(port);
    hostile.send(connectPacket('hostile'));
    for (let i = 0; i < 10_000; i++) hostile.send({ ...publishPacket(`r/${i}`, 'x'), retain: true } as never);
    const subscriptions = Array.from({ length: 20_000 }, (_, i) => ({ topic: `r/+/${i}`, qos: 0 as const }));
    hostile.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    let isOver = false;
    const over = hostile.next('suback').then(() => {
      isOver = true;
    });
    let worstMs = 0;
    while (!isOver) {
      const from = performance.now();
      await witness.publish('witness', 'x', { qos: 1 });
      await witness.heard(1);
      worstMs = Math.max(worstMs, performance.now() - from);
    }
    await over;
    process.stdout.write(`a stranger waited ${worstMs.toFixed(0)} ms at most\n`);
    expect(worstMs).toBeLessThan(2000);
    expect((await broker.stop('SIGTERM')).code).toBe(143);
  });
});
