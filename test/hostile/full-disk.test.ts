// Tests src/broker/store/ and src/services/alarming/state-file.ts on a disk that is full, has room again, and is killed.
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectPacket, publishPacket, rawClient } from '../broker/raw-client.ts';
import { jsonLinesSoFar, startCli } from '../cli/run.ts';
import { portOf, startBrokerProcess } from '../cli/running-broker.ts';
import { faultsOf, StatefulAlarms } from '../cli/stateful-alarms.ts';
import { SmallDisk } from './small-disk.ts';

const KEEPER = connectPacket('keeper', { clean: false });
const MANY = 5000;

function smallDisk(kilobytes: number): SmallDisk {
  const disk = new SmallDisk(kilobytes);
  onTestFinished(() => disk.remove());
  return disk;
}

describe.skipIf(process.platform !== 'linux')('a full disk', () => {
  it('delays what broker --store acknowledges, and costs no acknowledged message', async () => {
    const disk = smallDisk(2048);
    const store = join(disk.folder, 'store');
    const command = startCli(['broker', '-p', '0', '--store', store]);
    const port = await portOf(command, 'mqtt');
    disk.limit(command);
    const keeper = await rawClient(port);
    keeper.send(KEEPER, { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'k', qos: 1 }] });
    await keeper.next('suback');
    keeper.send({ cmd: 'disconnect' });
    await keeper.closed;

    const acknowledged = new Set<number>();
    const first = sendUnacknowledged(port, acknowledged);
    await command.errLine(/journal can't be written/);
    const beforeRoom = acknowledged.size;
    expect(beforeRoom).toBeLessThan(MANY);
    disk.enlarge(command);
    await first;
    while (acknowledged.size < MANY) await sendUnacknowledged(port, acknowledged);
    await command.stop('SIGKILL');
    process.stdout.write(`full after ${beforeRoom} messages; ${MANY} acknowledged with room again\n`);

    const again = await startBrokerProcess('--store', store);
    const heard = new Set<number>();
    const reader = await rawClient(again.port);
    reader.send(KEEPER);
    while (heard.size < MANY) {
      const packet = await reader.next('publish');
      if (packet.cmd !== 'publish') continue;
      heard.add(Number(/^\d+/.exec(packet.payload.toString())?.[0]));
      reader.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
    }
    expect([...acknowledged].filter((id) => !heard.has(id))).toEqual([]);
    expect((await again.command.stop('SIGTERM')).code).toBe(143);
  }, 300_000);

  it('is said by alarm --state, which goes on telling alarms and starts again', async () => {
    const disk = smallDisk(48);
    const state = join(disk.folder, 'state');
    const alarms = await StatefulAlarms.open();
    const alarm = await alarms.start(state);
    disk.limit(alarm);
    const said = alarm.errLine(/can't be written|no longer/);
    let round = 0;
    const timer = setInterval(() => {
      round += 1;
      for (let room = 1; room <= 20; room++) alarms.publish(room, round % 2 === 0 ? 20 : 28);
    }, 5);
    expect(await said).toContain('state');
    const told = alarm.stdout.length;
    await alarm.line(/"state":"raised"/, told);
    clearInterval(timer);
    await alarm.stop('SIGKILL');
    expect(faultsOf(jsonLinesSoFar(alarm.stdout))).toEqual([]);

    disk.enlarge(alarm);
    const again = await alarms.start(state);
    expect((await again.stop('SIGTERM')).code).toBe(143);
    await alarms.close();
  });
});

function text(id: number): string {
  return `${id} ${'x'.repeat(900)}`;
}

/** Sends the messages as a client does after each connection. Resolves with all acknowledged, or at the end of the connection. */
async function sendUnacknowledged(port: number, acknowledged: Set<number>): Promise<void> {
  const client = await rawClient(port);
  client.send(connectPacket('sender'));
  await client.next('connack');
  for (let id = 1; id <= MANY; id++)
    if (!acknowledged.has(id)) client.send(publishPacket('k', text(id), 1, id));
  const readAll = async (): Promise<void> => {
    while (acknowledged.size < MANY) acknowledged.add((await client.next('puback')).messageId ?? 0);
  };
  await Promise.race([readAll(), client.closed]);
  client.socket.destroy();
}
