import type { Child } from './child.ts';
import { startCli } from './run.ts';

export const HOST = '127.0.0.1';

export interface RunningBroker {
  readonly child: Child;
  readonly port: number;
  /** `-h`, `-p` and these, for mosquitto's clients. */
  readonly to: (...args: readonly string[]) => readonly string[];
}

/** `building-sim broker` on a free port, with its log as JSON lines on stdout. */
export async function startBroker(...args: readonly string[]): Promise<RunningBroker> {
  const child = startCli(['broker', '--port', '0', '-v', '-J', ...args]);
  const port = await portOf(child, 'mqtt');
  return { child, port, to: (...more) => ['-h', HOST, '-p', String(port), ...more] };
}

/** The port of one of its doors, by the protocol of its URL. */
export async function portOf(child: Child, protocol: string): Promise<number> {
  return Number(/\d+$/.exec(await child.errLine(new RegExp(`listens on ${protocol}://`)))?.[0]);
}
