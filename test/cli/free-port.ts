import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports for outgoing connections, from 32768 (Linux) or 16000 (some containers) on. The system may give
 * such a port away before the test uses it, and a client connecting to such a port without a listener may reach itself.
 */
const FIRST_PORT = 10_000;
/** Test files running at the same time take their ports from separate ranges. */
const PORTS_A_WORKER = 750;
/** As many as vitest.config.ts has at most. */
const WORKERS = 8;

const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
let taken = Math.floor(Math.random() * PORTS_A_WORKER);

/** A free port of 127.0.0.1. No later call gives the same port. */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The first of so many ports in a row. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    if (taken + count > PORTS_A_WORKER) taken = 0;
    const first = FIRST_PORT + worker * PORTS_A_WORKER + taken;
    taken += count;
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(ports.map(isFree))).every((free) => free)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
