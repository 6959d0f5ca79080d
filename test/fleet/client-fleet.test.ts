// Tests src/fleet/client-fleet.ts, src/fleet/fleet-client.ts, src/fleet/fleet-client-state.ts and src/fleet/outage.ts
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientFleet } from '../../src/fleet/client-fleet.ts';
import type { Outage } from '../../src/fleet/outage.ts';
import { type FakeLink, fakeLinks } from './fake-links.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function startFleet(count: number, { waitMs = 0, giveUpMs = Number.POSITIVE_INFINITY, nodes = 1 } = {}) {
  const { links, open } = fakeLinks();
  const outages: Outage[] = [];
  let queued = 0;
  const fleet = new ClientFleet({
    clients: Array.from({ length: count }, (_, n) => ({
      identity: { clientId: `c${n}`, username: undefined, password: undefined, will: undefined },
      place: `B/P_${n}`,
      statusTopic: `B/P_${n}/status`,
      filter: undefined,
    })),
    openLink: open,
    nodes,
    rampMs: 0,
    waitMs,
    giveUpMs,
    now: Date.now,
    simulatedNow: Date.now,
    random: () => 0.5,
    onOutage: (outage) => outages.push(outage),
    onMessage: () => {},
    onQueued: (messages) => {
      queued += messages;
    },
    onChange: () => {},
  });
  const started = fleet.start();
  const last = (): FakeLink => links.at(-1) as FakeLink;
  return { fleet, links, outages, started, last, queued: () => queued };
}

async function openFleet(count: number, options = {}) {
  const started = startFleet(count, options);
  await vi.advanceTimersByTimeAsync(0);
  started.links[0]?.open();
  await vi.advanceTimersByTimeAsync(50);
  for (const link of started.links.slice(1)) link.open();
  await started.started;
  for (const link of started.links) link.acknowledge();
  return started;
}

const client = (fleet: ClientFleet, n = 0) => fleet.clients[n] as ClientFleet['clients'][number];
const message = (text: string, qos: 0 | 1 = 1) => ({
  topic: 'a',
  payload: Buffer.from(text),
  qos,
  retain: false,
});

describe('many clients', () => {
  it('connect one first, then the others, and each says that it is online', async () => {
    const { fleet, links, last } = startFleet(3);
    await vi.advanceTimersByTimeAsync(100);
    expect(links).toHaveLength(1);
    last().open();
    await vi.advanceTimersByTimeAsync(100);
    expect(links.map(({ identity }) => identity.clientId)).toEqual(['c0', 'c1', 'c2']);
    expect(links[0]?.sent[0]?.message).toEqual({
      topic: 'B/P_0/status',
      payload: Buffer.from('online'),
      qos: 1,
      retain: true,
    });
    expect([fleet.counts.of('open'), fleet.counts.of('connecting')]).toEqual([1, 2]);
  });

  it('end with the reason if the first can not connect, and no time to wait is given', async () => {
    const { fleet, last } = startFleet(3);
    await vi.advanceTimersByTimeAsync(0);
    last().cut();
    expect((await fleet.lost).message).toBe('cut');
  });

  it('end if every client is refused, and go on if one is not', async () => {
    const { fleet, links, started } = startFleet(2);
    await vi.advanceTimersByTimeAsync(0);
    links[0]?.refuse();
    await vi.advanceTimersByTimeAsync(50);
    links[1]?.open();
    await started;
    expect([...fleet.refusals]).toEqual([['not you', 1]]);
    expect(fleet.counts.of('refused')).toBe(1);
    const refused = startFleet(1);
    await vi.advanceTimersByTimeAsync(0);
    refused.last().refuse();
    expect((await refused.fleet.lost).message).toBe('not you');
  });

  it('end when no client has had a connection for --give-up', async () => {
    const { fleet, last, links } = startFleet(1, { giveUpMs: 2000 });
    await vi.advanceTimersByTimeAsync(0);
    last().open();
    last().cut();
    await vi.advanceTimersByTimeAsync(1100);
    last().cut();
    await vi.advanceTimersByTimeAsync(2100);
    last().cut();
    expect((await fleet.lost).message).toBe('cut');
    expect(links).toHaveLength(3);
  });
});

describe('a client that loses its connection', () => {
  it('waits longer after each attempt, up to 30 s, and from the beginning after a stable connection', async () => {
    const { links, last } = await openFleet(1);
    await vi.advanceTimersByTimeAsync(5000);
    const waits: number[] = [];
    for (let n = 0; n < 7; n++) {
      last().cut();
      const [known, atMs] = [links.length, Date.now()];
      while (links.length === known) await vi.advanceTimersByTimeAsync(50);
      waits.push(Math.round((Date.now() - atMs) / 1000));
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
    last().open();
    await vi.advanceTimersByTimeAsync(3000);
    last().cut();
    const known = links.length;
    await vi.advanceTimersByTimeAsync(1100);
    expect(links).toHaveLength(known + 1);
  });

  it('tries the nodes of a cluster at once, and waits after each round', async () => {
    const { links, last } = await openFleet(1, { nodes: 3 });
    await vi.advanceTimersByTimeAsync(5000);
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      last().cut();
      const [known, atMs] = [links.length, Date.now()];
      while (links.length === known) await vi.advanceTimersByTimeAsync(10);
      waits.push(Math.round((Date.now() - atMs) / 100) / 10);
    }
    expect(waits).toEqual([0, 0, 1, 0, 0, 2]);
    expect(links.map(({ node }) => node)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('ends after each node of a cluster was tried', async () => {
    const { fleet, links, last } = startFleet(1, { nodes: 2 });
    await vi.advanceTimersByTimeAsync(0);
    last().cut();
    await vi.advanceTimersByTimeAsync(100);
    expect(links).toHaveLength(2);
    last().cut();
    expect((await fleet.lost).message).toBe('cut');
  });

  it('sends unacknowledged and new messages of QoS 1 in their order on the next one, and drops those of QoS 0', async () => {
    const { fleet, last, queued } = await openFleet(1);
    const done: string[] = [];
    const publish = (text: string, qos: 0 | 1 = 1) =>
      client(fleet).publish(message(text, qos), (error) => done.push(error ? `${text} lost` : text));
    publish('1');
    publish('2');
    last().sent.shift()?.done();
    publish('3');
    last().cut();
    publish('4');
    publish('5', 0);
    expect(done).toEqual(['1', '5 lost']);
    expect(queued()).toBe(3);
    await vi.advanceTimersByTimeAsync(2000);
    last().open();
    expect(last().payloads).toEqual(['online', '2', '3', '4']);
    last().acknowledge();
    expect(done).toEqual(['1', '5 lost', '2', '3', '4']);
    expect(queued()).toBe(0);
  });

  it('holds messages back while the link has no room', async () => {
    const { fleet, last, queued } = await openFleet(1);
    last().room = 2;
    for (const text of ['1', '2', '3', '4']) client(fleet).publish(message(text), () => {});
    expect([last().payloads, queued()]).toEqual([['1', '2'], 2]);
    last().acknowledge();
    expect([last().payloads, queued()]).toEqual([['3', '4'], 0]);
  });

  it('has an outage from the loss to the acknowledged online state', async () => {
    const { fleet, last, outages } = await openFleet(1);
    const startMs = Date.now();
    last().cut();
    await vi.advanceTimersByTimeAsync(2000);
    last().open();
    expect(outages).toEqual([]);
    expect(client(fleet).outage).toMatchObject({ cause: 'lost', startMs });
    await vi.advanceTimersByTimeAsync(500);
    last().acknowledge();
    expect(outages).toMatchObject([{ clientId: 'c0', cause: 'lost', startMs, endMs: startMs + 2500 }]);
  });
});

describe('a client that goes on purpose', () => {
  it('leaves once its messages are acknowledged, says that it is offline, and comes back', async () => {
    const { fleet, links, last, outages } = await openFleet(1);
    client(fleet).publish(message('1'), () => {});
    client(fleet).leave();
    expect(last().payloads).toEqual(['1']);
    last().acknowledge();
    expect([last().payloads, last().ending]).toEqual([['offline'], undefined]);
    last().acknowledge();
    expect(last().ending).toBe('left');
    expect(client(fleet).state).toBe('away');
    client(fleet).start();
    await vi.advanceTimersByTimeAsync(50);
    expect(links).toHaveLength(2);
    last().open();
    last().acknowledge();
    expect(outages.map(({ cause }) => cause)).toEqual(['left']);
  });

  it('comes back once it is gone, if it is asked while it leaves', async () => {
    const { fleet, links, last } = await openFleet(1);
    client(fleet).leave();
    client(fleet).start();
    await vi.advanceTimersByTimeAsync(50);
    expect(links).toHaveLength(1);
    last().acknowledge();
    await vi.advanceTimersByTimeAsync(50);
    expect(links).toHaveLength(2);
  });

  it('vanishes without a word, and sends what was unacknowledged when it is back', async () => {
    const { fleet, last } = await openFleet(1);
    client(fleet).publish(message('1'), () => {});
    client(fleet).vanish('cut');
    expect(last().ending).toBe('vanished');
    client(fleet).start();
    await vi.advanceTimersByTimeAsync(50);
    last().open();
    expect(last().payloads).toEqual(['online', '1']);
  });

  it('moves: the second connection opens while the first is there', async () => {
    const { fleet, links, last, outages } = await openFleet(1);
    client(fleet).publish(message('1'), () => {});
    client(fleet).move();
    expect(links).toHaveLength(2);
    expect(links[0]?.ending).toBeUndefined();
    last().open();
    expect(links[0]?.ending).toBe('vanished');
    expect(last().payloads).toEqual(['online', '1']);
    last().acknowledge();
    expect(outages.map(({ cause }) => cause)).toEqual(['moved']);
    expect(client(fleet).state).toBe('open');
  });

  it('is told at the end if it is not back', async () => {
    const { fleet, outages } = await openFleet(2);
    client(fleet).vanish('vanished');
    const closed = fleet.close(100);
    await vi.advanceTimersByTimeAsync(200);
    await closed;
    expect(outages).toMatchObject([{ clientId: 'c0', cause: 'vanished', endMs: undefined }]);
  });
});
