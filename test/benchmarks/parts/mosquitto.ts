import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATH, pause, start, stop } from './programs.ts';

export interface Broker {
  readonly port: number;
  readonly url: string;
  readonly process: ChildProcess;
  /** Folder of its files, removed at its end, unless it is persistent and ends in order. */
  readonly folder: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface BrokerOptions {
  /** Sessions and their queues outlive it, in its folder. */
  readonly isPersistent?: boolean;
  /** The folder of an ended mosquitto, to go on with its sessions. */
  readonly folder?: string;
}

/** The missing ones of mosquitto and its clients; empty if all are installed. */
export function missingParts(): readonly string[] {
  return ['mosquitto', 'mosquitto_pub', 'mosquitto_sub'].filter((name) => {
    try {
      execFileSync(name, ['-h'], { stdio: 'ignore', env: { ...process.env, PATH } });
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT';
    }
  });
}

/**
 * A mosquitto with the usual settings for many messages. Without `set_tcp_nodelay` it answers a window of QoS 1
 * forty milliseconds late; with the default queue it drops messages for a slow subscriber.
 */
export async function startMosquitto(port?: number, options: BrokerOptions = {}): Promise<Broker> {
  const { isPersistent = false } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'building-sim-bench-'));
  const own = port ?? (await freePort());
  const conf = join(folder, 'mosquitto.conf');
  const lines = [`listener ${own} 127.0.0.1`, 'allow_anonymous true', 'set_tcp_nodelay true'];
  const queues = ['max_queued_messages 0', 'log_dest none'];
  const store = isPersistent ? ['persistence true', `persistence_location ${folder}/`] : [];
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  writeFileSync(conf, [...lines, ...queues, ...store, ...user, ''].join('\n'));
  const child = start('mosquitto', ['-c', conf]);
  await untilListening(own);
  return {
    port: own,
    url: `mqtt://127.0.0.1:${own}`,
    process: child,
    folder,
    stop: async (signal) => {
      await stop(child, signal);
      if (!isPersistent || signal === 'SIGKILL') rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.end());
    });
    if (isUp) return;
    await pause(25);
  }
  throw new Error(`nothing listens on port ${port}`);
}
