// Tests src/broker/ as a whole, against whatever a client may send.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { connectPeer } from '../broker/conformance/peer.ts';
import { floodWithPackets } from '../broker/packet-flood.ts';
import { startCli } from '../cli/run.ts';
import { portOf } from '../cli/running-broker.ts';

const PACKETS = Number(process.env.FUZZ_PACKETS ?? 1_000_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1e9);
/** A leak ends in a crash: V8 collects no garbage for long where the heap may grow. */
const NODE_OPTIONS = '--max-old-space-size=96';
const MAX_GROWTH_MB = 40;
/** The share of the packets after which all is warm. */
const WARM = 0.2;

it(
  `${PACKETS} random and mutated packets leave the broker serving, and its memory flat`,
  async () => {
    const child = startCli(['broker', '--port', '0', '--session-expiry-limit', '2s'], {
      env: { NODE_OPTIONS },
    });
    const port = await portOf(child, 'mqtt');
    const witness = await connectPeer(port, { clientId: 'witness', keepalive: 0 });
    await witness.subscribe(['witness/only', 1]);
    const memory: number[] = [];
    let worstMs = 0;
    const onProgress = async (sent: number): Promise<void> => {
      const from = performance.now();
      await witness.publish('witness/only', 'x', { qos: 1 });
      await witness.heard(1);
      worstMs = Math.max(worstMs, performance.now() - from);
      if (sent > PACKETS * WARM) memory.push(memoryMb(child.process.pid));
    };
    const connections = await floodWithPackets(port, { packets: PACKETS, seed, onProgress });
    const growthMb = average(memory.slice(-5)) - average(memory.slice(0, 5));
    process.stdout.write(
      `seed ${seed}: ${PACKETS} packets over ${connections} connections; memory ${memory.at(-1)?.toFixed(0)} MB, ` +
        `grown by ${growthMb.toFixed(0)} MB; a round trip took ${worstMs.toFixed(0)} ms at most\n`,
    );
    expect(await witness.publish('witness/only', 'end', { qos: 1 })).toBe(0);
    expect(await witness.heard(1)).toEqual(['witness/only end q1 r0 d0']);
    expect(growthMb, `FUZZ_SEED=${seed}`).toBeLessThan(MAX_GROWTH_MB);
    const { code, stderr } = await child.stop('SIGTERM').then(() => child.ended);
    expect({ code, errors: stderr.match(/internal error/g) }).toEqual({ code: 143, errors: null });
  },
  120_000 + PACKETS,
);

function memoryMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
