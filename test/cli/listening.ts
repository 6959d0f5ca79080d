import { onTestFinished, vi } from 'vitest';
import type { Child, Running } from './child.ts';
import type { Mosquitto } from './mosquitto.ts';
import { startCli } from './run.ts';
import { type Here, type HereOptions, type HereResult, startHere } from './run-here.ts';

let clients = 0;

/** Starts a listening command in a process of its own; resolves once the broker has confirmed every subscription. */
export function startListening(broker: Mosquitto, args: readonly string[]): Promise<Child> {
  return listening(broker, args, startCli);
}

/** The same in this process. */
export function startListeningHere(
  broker: Mosquitto,
  args: readonly string[],
  options: HereOptions = {},
): Promise<Here> {
  return listening(broker, args, (line) => startHere(line, options));
}

async function listening<T extends Running>(
  broker: Mosquitto,
  args: readonly string[],
  start: (args: readonly string[]) => T,
): Promise<T> {
  const id = `listener-${++clients}`;
  const said = broker.log.stderr.length;
  const command = start([...args, '-L', broker.url, '--id', id]);
  await Promise.race([broker.log.errLine(new RegExp(`Sending SUBACK to ${id}$`), said), command.ended]);
  return command;
}

/** Listens in this process while `send` sends; the command must have an end of its own. */
export async function listenHere(
  broker: Mosquitto,
  args: readonly string[],
  send: () => Promise<unknown>,
  options: HereOptions = {},
): Promise<HereResult> {
  const { ended } = await startListeningHere(broker, args, options);
  await send();
  return ended;
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
