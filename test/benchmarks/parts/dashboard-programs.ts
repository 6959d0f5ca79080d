import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../../src/dashboard/messages.ts';
import { freePort, untilListening } from './mosquitto.ts';
import { pause, startSim, stop } from './programs.ts';

/** A building and how fast it reports. */
export interface Load {
  readonly name: string;
  /** Readings a second. */
  readonly rate: number;
  readonly floors: number;
  readonly rooms: number;
}

/** A broker and a dashboard as programs of their own. */
export interface DashboardPrograms {
  readonly where: readonly string[];
  readonly dashboard: ChildProcess;
  /** The address of the page with its key. */
  readonly url: string;
  /** Starts a publisher, and waits until the dashboard has heard so many sensors. */
  readonly publish: (load: Load) => Promise<ChildProcess>;
  readonly stop: () => Promise<void>;
}

/** Starts a dashboard, with a broker of its own unless one is there. */
export async function startDashboard(at?: readonly string[]): Promise<DashboardPrograms> {
  const own = at === undefined ? await startOwnBroker() : undefined;
  const where = at ?? own?.where ?? [];
  const dashboard = startSim(['dashboard', '--listen', '0', ...where], { isHeard: true });
  const url = await addressOf(dashboard);
  const children = own === undefined ? [dashboard] : [dashboard, own.broker];
  return {
    ...{ where, dashboard, url },
    publish: async ({ rate, floors, rooms }) => {
      const building = ['--floors', String(floors), '--rooms', String(rooms), '--rate', String(rate)];
      const publisher = startSim(['publish', ...where, ...building, '--quiet']);
      children.unshift(publisher);
      await untilHeard(url, Math.min(rate, 384));
      return publisher;
    },
    stop: async () => {
      for (const child of children) await stop(child);
    },
  };
}

export async function startOwnBroker(): Promise<{
  readonly broker: ChildProcess;
  readonly where: readonly string[];
}> {
  const port = await freePort();
  const broker = startSim(['broker', '--port', String(port)]);
  await untilListening(port);
  return { broker, where: ['-L', `mqtt://127.0.0.1:${port}`] };
}

/** The address with the key, from the last line on stderr. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('stderr is not heard');
  for await (const line of createInterface({ input: stderr })) {
    if (/^http:.*#t=/.test(line)) return line;
  }
  throw new Error('the dashboard has ended');
}

interface Heard {
  readonly readings: number;
  readonly sensors: number;
}

/** The number of messages that the dashboard has read so far, and of its sensors. */
export async function heard(url: string): Promise<Heard> {
  for (;;) {
    const found = await askOnce(url);
    if (found !== undefined) return found;
    await pause(200);
  }
}

/** Undefined if the connection ends before the answer: on a busy machine the token may come too late. */
function askOnce(url: string): Promise<Heard | undefined> {
  const { host, origin, hash } = new URL(url);
  const socket = new WebSocket(`ws://${host}/live`, { origin });
  return new Promise((resolve) => {
    socket.on('error', () => {}); // followed by `close`
    socket.on('close', () => resolve(undefined));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'token', token: hash.slice('#t='.length) })));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      // The first update has everything.
      if (message.type !== 'update' || !message.isWhole) return;
      resolve({ readings: message.status.readings, sensors: message.sensors.length });
      socket.terminate();
    });
  });
}

async function untilHeard(url: string, sensors: number): Promise<void> {
  while ((await heard(url)).sensors < sensors) await pause(200);
}

/** Readings a second, and seconds of CPU a second, of the dashboard during something. */
export async function span(
  { url, dashboard }: Pick<DashboardPrograms, 'url' | 'dashboard'>,
  during: () => Promise<unknown>,
): Promise<{ readonly rate: number; readonly cpu: number }> {
  const [from, before, cpuBefore] = [performance.now(), await heard(url), cpuSeconds(dashboard)];
  await during();
  const seconds = (performance.now() - from) / 1000;
  const cpu = (cpuSeconds(dashboard) - cpuBefore) / seconds;
  const after = await heard(url);
  return { rate: (after.readings - before.readings) / seconds, cpu };
}

/** From /proc: user and system time, in hundredths of a second. */
export function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
