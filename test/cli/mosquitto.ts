import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Child, type Result, startChild } from './child.ts';
import { freePort } from './free-port.ts';

const PATH = `${process.env.PATH}:/usr/sbin`;
const ATTEMPTS = 3;

/** A mosquitto of the test's own, on a free port of loopback, with its log in `log`. */
export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  /** Everything is logged there, mosquitto's own names: `Received PUBLISH from …`. */
  readonly log: Child;
  /** A folder for its files, removed when it stops. */
  readonly folder: string;
  /** `mosquitto_sub -i ID ARGS`, once it is subscribed. */
  subscribe(id: string, args: readonly string[]): Promise<Child>;
  /** `mosquitto_pub ARGS`, to its end. */
  publish(args: readonly string[], stdin?: string | Uint8Array): Promise<Result>;
  /** Ends it, and starts it again on the same port. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  /** Ends it for good, and removes its folder. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again after `log.stop()`. */
  start(): Promise<void>;
}

export interface MosquittoOptions {
  /** Lines of mosquitto.conf, where FOLDER stands for the broker's folder. */
  readonly conf?: readonly string[];
  /** Files to write into its folder before the start. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a mosquitto, open to anonymous clients unless its conf says otherwise. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'building-sim-mosquitto-'));
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), text);
  for (let attempt = 1; ; attempt++) {
    try {
      const broker = new Broker(folder, await freePort(), options.conf ?? []);
      await broker.start();
      return broker;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** For a describe block: one mosquitto for all of its tests. */
export function useMosquitto(options: MosquittoOptions = {}): { readonly broker: Mosquitto } {
  let broker: Mosquitto | undefined;
  beforeAll(async () => {
    broker = await startMosquitto(options);
  });
  afterAll(async () => {
    await broker?.stop();
  });
  return {
    get broker() {
      if (broker === undefined) throw new Error('mosquitto is there once the tests run');
      return broker;
    },
  };
}

class Broker implements Mosquitto {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly #conf: readonly string[];
  #log: Child | undefined;

  constructor(folder: string, port: number, conf: readonly string[]) {
    this.folder = folder;
    this.port = port;
    this.url = `mqtt://127.0.0.1:${port}`;
    this.#conf = conf;
  }

  get log(): Child {
    if (this.#log === undefined) throw new Error('mosquitto is not started');
    return this.#log;
  }

  async start(): Promise<void> {
    const conf = join(this.folder, 'mosquitto.conf');
    await writeFile(conf, this.#configuration());
    this.#log = startChild('mosquitto', ['-c', conf], { env: { ...process.env, PATH } });
    await this.log.errLine(/mosquitto version \S+ running/);
  }

  async subscribe(id: string, args: readonly string[]): Promise<Child> {
    const said = this.log.stderr.length;
    const child = startChild('mosquitto_sub', ['-h', '127.0.0.1', '-p', `${this.port}`, '-i', id, ...args]);
    await this.log.errLine(new RegExp(`Sending SUBACK to ${id}$`), said);
    return child;
  }

  publish(args: readonly string[], stdin?: string | Uint8Array): Promise<Result> {
    const options = stdin === undefined ? {} : { stdin };
    return startChild('mosquitto_pub', ['-h', '127.0.0.1', '-p', `${this.port}`, ...args], options).ended;
  }

  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.log.stop(signal);
    await this.start();
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.log.stop(signal);
    await rm(this.folder, { recursive: true, force: true });
  }

  #configuration(): string {
    const conf = this.#conf.map((line) => line.replaceAll('FOLDER', this.folder));
    const anybody = conf.some((line) => line.startsWith('allow_anonymous')) ? [] : ['allow_anonymous true'];
    // mosquitto gives root's rights up unless it is told to keep them, and then can't read the folder.
    const user = process.getuid?.() === 0 ? ['user root'] : [];
    return [
      `listener ${this.port} 127.0.0.1`,
      'log_dest stderr',
      'log_type all',
      'set_tcp_nodelay true',
      ...user,
      ...anybody,
      ...conf,
      '',
    ].join('\n');
  }
}
