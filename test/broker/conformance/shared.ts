import { setTimeout as wait } from 'node:timers/promises';
import { connectPeer, type Peer } from './peer.ts';
import type { Row } from './row.ts';

type Version = 4 | 5;

/** Shared subscriptions, of MQTT 3.1.1 as of 5 where they are specified: MQTT 5 §4.8.2. */
export const SHARED: readonly Row[] = ([4, 5] as const).flatMap((version) => {
  const kept = { clean: false, ...(version === 5 && { properties: { sessionExpiryInterval: 60 } }) };
  /** Members of one group, each subscribed to the group's filter. */
  const group = async (port: number, topic: string, names: readonly string[], options: object = {}) => {
    const members: Peer[] = [];
    for (const name of names) {
      const member = await join(port, version, { clientId: `${topic}-${name}`, ...options });
      await member.subscribe([`$share/g/${topic}/#`, 2]);
      members.push(member);
    }
    return members;
  };
  return [
    {
      name: `deals each message to one member of a group, and all get some (${version})`,
      happens: async (port: number) => {
        const topic = `deal${version}`;
        const members = await group(port, topic, ['a', 'b', 'c']);
        const counts = await dealt(port, version, topic, members);
        return [counts.reduce((sum, count) => sum + count, 0), counts.every((count) => count > 0)];
      },
      expected: [30, true],
    },
    {
      name: `sends each group and each ordinary subscriber its own copy (${version})`,
      happens: async (port: number) => {
        const topic = `copies${version}`;
        const [first] = await group(port, topic, ['a']);
        const [second, third] = [await join(port, version), await join(port, version)];
        await second.subscribe([`$share/other/${topic}/#`, 1]);
        await third.subscribe([`${topic}/+`, 0]);
        await (await join(port, version)).publish(`${topic}/x`, 'x', { qos: 1 });
        return [await first?.heard(1), await second.heard(1), await third.heard(1)];
      },
      expected: [1, 1, 0].map((qos) => [`copies${version}/x x q${qos} r0 d0`]),
    },
    {
      name: `sends no retained message to a shared subscription [4.8.2, 3.8.4] (${version})`,
      happens: async (port: number) => {
        const topic = `noretain${version}`;
        const writer = await join(port, version);
        await writer.publish(`${topic}/x`, 'retained', { qos: 1, retain: true });
        const [member] = await group(port, topic, ['a']);
        await writer.publish(`${topic}/x`, 'end', { qos: 1 });
        return member?.heardUntil('end');
      },
      expected: [],
      mosquitto: {
        expected: [`noretain${version}/x retained q1 r1 d0`],
        why: 'it sends retained messages to each member',
      },
    },
    {
      name: `sends at the lower QoS of message and member [4.8.2-3] (${version})`,
      happens: async (port: number) => {
        const topic = `shareqos${version}`;
        const member = await join(port, version);
        await member.subscribe([`$share/g/${topic}`, 1]);
        const writer = await join(port, version);
        for (const qos of [0, 1, 2] as const) await writer.publish(topic, 'x', { qos });
        return member.heard(3);
      },
      expected: [0, 1, 1].map((qos) => `shareqos${version} x q${qos} r0 d0`),
    },
    {
      name: `deals nothing to a member that unsubscribed, all to the others (${version})`,
      happens: async (port: number) => {
        const topic = `unshare${version}`;
        const members = await group(port, topic, ['a', 'b']);
        await members[0]?.unsubscribe(`$share/g/${topic}/#`);
        return dealt(port, version, topic, members);
      },
      expected: [0, 30],
    },
    {
      name: `deals to members that are connected while others are away (${version})`,
      happens: async (port: number) => {
        const topic = `awayshare${version}`;
        const members = await group(port, topic, ['a', 'b'], kept);
        await members[0]?.leave();
        return dealt(port, version, topic, members.slice(1));
      },
      expected: [30],
      mosquitto: { expected: [15], why: 'it deals to sessions that are away, too, as it may' },
    },
    {
      name: `keeps what comes while all members are away for one of them (${version})`,
      happens: async (port: number) => {
        const topic = `allaway${version}`;
        const [member] = await group(port, topic, ['a'], kept);
        await member?.leave();
        await (await join(port, version)).publish(`${topic}/x`, 'x', { qos: 1 });
        return (await join(port, version, { clientId: `${topic}-a`, ...kept })).heard(1);
      },
      expected: [`allaway${version}/x x q1 r0 d0`],
    },
    {
      name: `hands what a member that is gone has not acknowledged to the group [4.8.2-4] (${version})`,
      happens: (port: number) => handedOn(port, version, `handed${version}`, {}),
      expected: 10,
      mosquitto: { expected: 5, why: 'it loses the queue of a clean session' },
    },
    {
      name: `hands what a member with a session has not acknowledged to the group while it is away (${version})`,
      happens: (port: number) => handedOn(port, version, `handedkept${version}`, kept),
      expected: 10,
      mosquitto: { expected: 5, why: 'it keeps it for the member, as it may' },
    },
    {
      name: `hands no QoS 2 message on that was sent to a member [4.8.2-5] (${version})`,
      happens: async (port: number) => {
        const topic = `once${version}`;
        const [first, second] = await group(port, topic, ['a', 'b']);
        first?.stopAcknowledging();
        second?.stopAcknowledging();
        await (await join(port, version)).publish(`${topic}/x`, 'x', { qos: 2 });
        const next = new Map([first, second].map((member) => [member, member?.message()]));
        const has = await Promise.race([...next].map(([member, message]) => message?.then(() => member)));
        const other = has === first ? second : first;
        has?.vanish();
        await wait(100);
        await other?.subscribe([`${topic}-end`, 1]);
        await other?.publish(`${topic}-end`, 'end', { qos: 1 });
        return String((await next.get(other))?.payload);
      },
      expected: 'end',
    },
    {
      name: `completes what it has sent to a member that leaves the group, and goes on [3.10.4-3] (${version})`,
      happens: async (port: number) => {
        const topic = `left${version}`;
        const once = version === 5 ? { properties: { receiveMaximum: 1 } } : {};
        const [leaving, staying] = [await join(port, version, once), await join(port, version)];
        await leaving.subscribe([`$share/g/${topic}`, 1]);
        await leaving.subscribe([`own/${topic}`, 1]);
        leaving.stopAcknowledging();
        const writer = await join(port, version);
        await writer.publish(topic, 'sent', { qos: 1 });
        await writer.publish(`own/${topic}`, 'own', { qos: 1 });
        const { messageId = 0 } = await leaving.message();
        await staying.subscribe([`$share/g/${topic}`, 1]);
        await leaving.unsubscribe(`$share/g/${topic}`);
        leaving.send({ cmd: 'puback', messageId });
        await writer.publish(topic, 'end', { qos: 1 });
        return [...(await leaving.heard(1)), ...(await staying.heardUntil('end'))];
      },
      expected: [`own/left${version} own q1 r0 d0`],
    },
  ];
});

function join(port: number, version: Version, options: object = {}): Promise<Peer> {
  return connectPeer(port, { protocolVersion: version, ...options });
}

/** Sends 30 messages and counts each member's. */
async function dealt(
  port: number,
  version: Version,
  topic: string,
  members: readonly Peer[],
): Promise<readonly number[]> {
  for (const member of members) await member.subscribe([`end/${topic}`, 1]);
  const writer = await join(port, version);
  for (let n = 0; n < 30; n++) await writer.publish(`${topic}/${n}`, `${n}`, { qos: 1 });
  await writer.publish(`end/${topic}`, 'end', { qos: 1 });
  return Promise.all(members.map(async (member) => (await member.heardUntil('end')).length));
}

/** Sends 10 messages to two members. One leaves without an acknowledgement; counts the other's messages. */
async function handedOn(port: number, version: Version, topic: string, options: object): Promise<number> {
  const [lazy, diligent] = [
    await join(port, version, { clientId: `${topic}-lazy`, ...options }),
    await join(port, version, { clientId: `${topic}-diligent`, ...options }),
  ];
  for (const member of [lazy, diligent]) await member.subscribe([`$share/g/${topic}`, 1]);
  await diligent.subscribe([`end/${topic}`, 1]);
  lazy.stopAcknowledging();
  const writer = await join(port, version);
  for (let n = 0; n < 10; n++) await writer.publish(topic, `${n}`, { qos: 1 });
  await lazy.heard(5);
  lazy.vanish();
  await wait(300);
  await writer.publish(`end/${topic}`, 'end', { qos: 1 });
  return (await diligent.heardUntil('end')).length;
}
