// Tests every listener against whatever a stranger may send: src/broker/, src/mqtt-sn/gateway/ and src/trace/.
import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { connectPeer, type Peer } from '../broker/conformance/peer.ts';
import { DOORS, pageDoor } from '../broker/doors.ts';
import { type Flood, floodWithPackets } from '../broker/packet-flood.ts';
import type { Child } from '../cli/child.ts';
import { startCli } from '../cli/run.ts';
import { portOf, startBrokerProcess } from '../cli/running-broker.ts';
import { openSnPeer, type SnPeer } from '../cli/sn-peer.ts';
import { datagrams, FEW } from '../mqtt-sn/codec/arbitrary.ts';
import { say } from '../mqtt-sn/say.ts';
import { growthMb, memoryMb, SMALL_HEAP } from './memory.ts';

const PACKETS = Number(process.env.FUZZ_PACKETS ?? 1_000_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1e9);
/** A short run still warms the heap up to its limit. A leak passes the limit and ends the process. */
const MAX_GROWTH_MB = 60;
/** All is warm after this share of the packets. */
const WARM = 0.2;
/** Terminals act on these bytes. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

const PAGE_MESSAGES: readonly unknown[] = [
  { type: 'view', isShown: true, room: null },
  { type: 'view', isShown: true, room: 'BUILDING/P_2/O/4' },
  { type: 'command', command: 1, topic: 'BUILDING/P_2/O/4/TEMP', do: { command: 'acknowledge' } },
  { type: 'command', command: 2, topic: '__proto__', do: { command: 'shelve', for: '30m' } },
  { type: '__proto__', constructor: [], room: {} },
];

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => rm(certificates.folder, { recursive: true }));

/** Floods a port while a witness asks whether anybody still listens, and compares the memory of a process. */
async function fuzz(child: Child, witness: Peer, port: number, flood: Omit<Flood, 'seed'>): Promise<void> {
  await witness.subscribe(['witness/only', 1]);
  const memory: number[] = [];
  let worstMs = 0;
  const onProgress = async (sent: number): Promise<void> => {
    const from = performance.now();
    await witness.publish('witness/only', 'x', { qos: 1 });
    await witness.heard(1);
    worstMs = Math.max(worstMs, performance.now() - from);
    if (sent > flood.packets * WARM) memory.push(memoryMb(child.process.pid));
  };
  const connections = await floodWithPackets(port, { ...flood, seed, onProgress });
  const grown = growthMb(memory);
  process.stdout.write(
    `seed ${seed}: ${flood.packets} packets over ${connections} connections; memory ${memory.at(-1)?.toFixed(0)} MB, ` +
      `grown by ${grown.toFixed(0)} MB; a round trip took ${worstMs.toFixed(0)} ms at most\n`,
  );
  expect(await witness.publish('witness/only', 'end', { qos: 1 })).toBe(0);
  expect(await witness.heard(1)).toEqual(['witness/only end q1 r0 d0']);
  expect(grown, `FUZZ_SEED=${seed}`).toBeLessThan(MAX_GROWTH_MB);
}

async function expectGoodEnd(child: Child): Promise<void> {
  const { code, stdout, stderr } = await child.stop('SIGTERM');
  expect({ code, errors: stderr.match(/internal error.*/g) }).toEqual({ code: 143, errors: null });
  expect(CONTROLS.exec(stdout + stderr)).toBeNull();
}

describe(`FUZZ_SEED=${seed}`, { timeout: 120_000 + PACKETS }, () => {
  it.each([
    ['mqtt', PACKETS],
    ['ws', PACKETS / 4],
    ['mqtts', PACKETS / 20],
    ['wss', PACKETS / 20],
  ] as const)(
    'random and mutated packets at %s:// leave the broker serving, and its memory flat',
    async (name, packets) => {
      const tls = ['--cert', certificates.file('server.crt'), '--key', certificates.file('server.key')];
      const doors = ['--ws-port', '0', '--tls-port', '0', '--wss-port', '0', ...tls];
      const child = startCli(['broker', '-p', '0', '--session-expiry-limit', '2s', ...doors], {
        env: SMALL_HEAP,
      });
      const witness = await connectPeer(await portOf(child, 'mqtt'), { clientId: 'witness', keepalive: 0 });
      await fuzz(child, witness, await portOf(child, name), { packets, door: DOORS[name] });
      await expectGoodEnd(child);
    },
  );

  it('random and mutated packets through trace leave it passing packets, and its lines harmless', async () => {
    const { command, port } = await startBrokerProcess('--session-expiry-limit', '2s');
    const trace = startCli(
      ['trace', '--listen', '0', '--url', `mqtt://127.0.0.1:${port}`, '--pcapng', '/dev/null'],
      {
        env: SMALL_HEAP,
      },
    );
    const traced = Number(/:(\d+),/.exec(await trace.errLine(/^listening on/))?.[1]);
    const witness = await connectPeer(traced, { clientId: 'witness', keepalive: 0 });
    await fuzz(trace, witness, traced, { packets: PACKETS / 10 });
    await expectGoodEnd(trace);
    await command.stop('SIGTERM');
  });

  it('random and mutated messages at dashboard leave it serving pages, and its memory flat', async () => {
    const child = startCli(['dashboard', '--listen', '0'], { env: SMALL_HEAP });
    const url = await child.errLine(/^http:/);
    const { port, hash } = new URL(url);
    const memory: number[] = [];
    const door = pageDoor(Number(port), hash.slice('#t='.length), PAGE_MESSAGES);
    const packets = PACKETS / 10;
    const onProgress = async (sent: number): Promise<void> => {
      expect((await fetch(url)).status).toBe(200);
      if (sent > packets * WARM) memory.push(memoryMb(child.process.pid));
    };
    const connections = await floodWithPackets(Number(port), { packets, seed, door, onProgress });
    process.stdout.write(
      `seed ${seed}: ${packets} messages over ${connections} pages; memory ${memory.at(-1)?.toFixed(0)} MB, grown by ${growthMb(memory).toFixed(0)} MB\n`,
    );
    expect(growthMb(memory)).toBeLessThan(MAX_GROWTH_MB);
    await expectGoodEnd(child);
  });

  it('random and mutated datagrams leave the gateway serving, and its memory flat', async () => {
    const child = startCli(['gateway', '--listen', '127.0.0.1:0'], { env: SMALL_HEAP });
    const port = Number(/udp:\/\/127\.0\.0\.1:(\d+)/.exec(await child.errLine(/listens on udp:/))?.[1]);
    const attackers = await Promise.all(Array.from({ length: 10 }, () => openSnPeer(port)));
    const witness = await openSnPeer(port);
    await witness.ask(say.connect('witness'));
    const memory: number[] = [];
    const octets = fc.sample(datagrams(FEW), { numRuns: 5000, seed });
    const rounds = Math.max(1, Math.round(PACKETS / 4 / octets.length));
    for (let round = 0; round < rounds; round++) {
      for (const [i, datagram] of octets.entries()) {
        attackers[(i + round) % attackers.length]?.sendOctets(datagram);
        if (i % 100 === 0) await answered(witness);
      }
      if (round >= rounds * WARM) memory.push(memoryMb(child.process.pid));
    }
    process.stdout.write(
      `seed ${seed}: ${rounds * octets.length} datagrams; memory ${memory.at(-1)?.toFixed(0)} MB, grown by ${growthMb(memory).toFixed(0)} MB\n`,
    );
    expect(growthMb(memory)).toBeLessThan(MAX_GROWTH_MB);
    await Promise.all([...attackers, witness].map((peer) => peer.close()));
    await expectGoodEnd(child);
  });
});

/** Asks until the gateway answers: a flood loses datagrams. */
async function answered(witness: SnPeer): Promise<void> {
  const before = witness.received.length;
  for (let tries = 0; tries < 100; tries++) {
    witness.send(say.pingreq());
    const until = performance.now() + 500;
    while (performance.now() < until) {
      if (witness.received.length > before) return;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  throw new Error('the gateway answers no more');
}
