import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { connectPacket, publishPacket, type RawClient, rawClient } from '../broker/raw-client.ts';
import type { Child } from './child.ts';
import { jsonLinesSoFar, startCli } from './run.ts';

const ROOMS = 20;

/** A broker, sensors, and `alarm --report events --state FILE -J` in processes of its own. */
export class StatefulAlarms {
  readonly #broker: Broker;
  readonly #port: number;
  readonly #sensors: RawClient;
  #clockMs = Date.UTC(2026, 0, 5);
  #published = 0;

  private constructor(broker: Broker, port: number, sensors: RawClient) {
    this.#broker = broker;
    this.#port = port;
    this.#sensors = sensors;
  }

  static async open(): Promise<StatefulAlarms> {
    const broker = await createBroker();
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    const sensors = await rawClient(port);
    sensors.send(connectPacket('sensors'));
    return new StatefulAlarms(broker, port, sensors);
  }

  close(): Promise<void> {
    return this.#broker.close();
  }

  /** Resolves when the alarm listens, or has ended. */
  async start(state: string, ...more: string[]): Promise<Child> {
    const broker = ['-h', '127.0.0.1', '-p', String(this.#port)];
    const alarm = startCli(['alarm', ...broker, '--report', 'events', '--state', state, '-J', ...more]);
    await Promise.race([alarm.errLine(/^listening to /), alarm.ended]).catch(() => {});
    return alarm;
  }

  /** Publishes a reading of a time in ms since 1970; by default a second after the reading before. */
  publish(room: number, value: number, atMs = this.#clockMs + 1000): void {
    this.#clockMs = atMs;
    const payload = JSON.stringify({ value, time: new Date(atMs).toISOString() });
    this.#sensors.send(publishPacket(`BUILDING/P_2/O/${room}/TEMP`, payload));
  }

  /** Kills an alarm again and again while readings cross a limit to and fro. Returns all events in the order told. */
  async killAgainAndAgain(state: string, times: number): Promise<Record<string, unknown>[]> {
    const told: Record<string, unknown>[] = [];
    const timer = setInterval(() => this.#publishOfEachRoom(), 2);
    for (let kills = 0; kills < times; kills++) {
      const alarm = await this.start(state);
      await alarm.line(/"state":"(raised|cleared)"(?!.*"repeated")/);
      told.push(...jsonLinesSoFar((await alarm.stop('SIGKILL')).stdout));
    }
    clearInterval(timer);
    return told;
  }

  #publishOfEachRoom(): void {
    const value = this.#published++ % 2 === 0 ? 28 : 20;
    for (let room = 1; room <= ROOMS; room++) this.publish(room, value);
  }
}

/** The faults in events as they were told: a change that was never told, or one told twice without a mark. */
export function faultsOf(told: readonly Record<string, unknown>[]): readonly string[] {
  const known = new Set<string>();
  const states = new Map<unknown, unknown>();
  const faults: string[] = [];
  for (const { topic, state, time, repeated } of told) {
    const event = `${topic} ${state} ${time}`;
    if (known.has(event) && !repeated) faults.push(`twice without a mark: ${event}`);
    if (known.has(event)) continue;
    known.add(event);
    if ((states.get(topic) ?? 'cleared') === state) faults.push(`no change before ${event}`);
    states.set(topic, state);
  }
  return faults;
}
