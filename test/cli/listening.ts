import { onTestFinished, vi } from 'vitest';
import type { Child } from './child.ts';
import type { Mosquitto } from './mosquitto.ts';
import { startCli } from './run.ts';
import { type HereOptions, type HereResult, runHere } from './run-here.ts';

let clients = 0;

/** Starts a listening command in a process of its own; resolves once the broker has confirmed every subscription. */
export async function startListening(broker: Mosquitto, args: readonly string[]): Promise<Child> {
  const id = `listener-${++clients}`;
  const said = broker.log.stderr.length;
  const cli = startCli([...args, '-L', broker.url, '--id', id]);
  await Promise.race([broker.log.errLine(new RegExp(`Sending SUBACK to ${id}$`), said), cli.ended]);
  return cli;
}

/** Listens in this process while `send` sends; the command must have an end of its own. */
export async function listenHere(
  broker: Mosquitto,
  args: readonly string[],
  send: () => Promise<unknown>,
  options: HereOptions = {},
): Promise<HereResult> {
  const id = `listener-${++clients}`;
  const said = broker.log.stderr.length;
  const running = runHere([...args, '-L', broker.url, '--id', id], options);
  await Promise.race([broker.log.errLine(new RegExp(`Sending SUBACK to ${id}$`), said), running]);
  await send();
  return running;
}

/** The same on a stopped clock. Once the command has printed something, the clock advances by the given time. */
export function listenUntil(
  passingMs: number,
  broker: Mosquitto,
  args: readonly string[],
  send: () => Promise<unknown>,
): Promise<HereResult> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return listenHere(broker, args, send, {
    onWrite: (stream) => {
      if (stream === 'stdout') setImmediate(() => vi.advanceTimersByTime(passingMs));
    },
  });
}
