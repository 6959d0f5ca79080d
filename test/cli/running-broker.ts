import type { Running } from './child.ts';
import { startCli } from './run.ts';
import { startHere } from './run-here.ts';

export const HOST = '127.0.0.1';

export interface RunningBroker {
  readonly command: Running;
  readonly port: number;
  /** `-h`, `-p` and these, for mosquitto's clients. */
  readonly to: (...args: readonly string[]) => readonly string[];
}

const BROKER = ['broker', '--port', '0', '-v', '-J'];

/** `building-sim broker` on a free port, with its log as JSON lines on stdout. */
export function startBroker(...args: readonly string[]): Promise<RunningBroker> {
  return listening(startHere([...BROKER, ...args]));
}

/** The same in a process of its own. */
export function startBrokerProcess(...args: readonly string[]): Promise<RunningBroker> {
  return listening(startCli([...BROKER, ...args]));
}

async function listening(command: Running): Promise<RunningBroker> {
  const port = await portOf(command, 'mqtt');
  return { command, port, to: (...more) => ['-h', HOST, '-p', String(port), ...more] };
}

/** The port of one of its doors, by the protocol of its URL. */
export async function portOf(broker: Running, protocol: string): Promise<number> {
  return Number(/\d+$/.exec(await broker.errLine(new RegExp(`listens on ${protocol}://`)))?.[0]);
}
