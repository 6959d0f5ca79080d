// Tests src/services/publishing/announced.ts, src/payload/home-assistant.ts and src/commands/publish/expire-after.ts together
import { afterEach, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { HomeAssistant } from './home-assistant.ts';
import { startMosquitto } from './mosquitto.ts';
import { jsonLines, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { HOST, startBroker } from './running-broker.ts';

const POLL = { timeout: 60_000, interval: 50 };
/** 4 rooms with 4 sensors each. */
const ROOMS = ['--floors', '1', '--rooms', '1', '--faults', '0'];

const homes: HomeAssistant[] = [];
async function home(url: string): Promise<HomeAssistant> {
  const started = await HomeAssistant.start(url);
  homes.push(started);
  return started;
}
afterEach(async () => {
  for (const started of homes.splice(0)) await started.stop();
});

const states = ({ entities }: HomeAssistant) =>
  [...entities.values()].filter(({ state }) => state !== undefined).length;
const available = ({ entities }: HomeAssistant) =>
  [...entities.values()].filter(({ isAvailable }) => isAvailable).length;

async function ourBroker() {
  const { command, port } = await startBroker();
  return { url: `mqtt://${HOST}:${port}`, stop: () => command.stop() };
}

describe.each([
  ['our broker', ourBroker, []],
  ['mosquitto', startMosquitto, ['mosquitto']],
] as const)('Home Assistant at %s', (_, start, parts) => {
  it.skipIf(lacks(...parts)).each([
    ['a client for each room', ['--clients', 'room'], '5'],
    ['a client for each sensor', ['--clients', 'sensor'], '3.1.1'],
    ['one client', [], '5'],
  ])('knows every sensor of %s, when it is there, and when it is gone', async (_, clients, version) => {
    const broker = await start();
    const publish = ['publish', '-L', broker.url, '-V', version, ...ROOMS, ...clients];
    const first = await home(broker.url);
    const publisher = startCli([...publish, '--ha-discovery', '--every', '1s', '-q', '1']);
    await expect.poll(() => [available(first), states(first)], POLL).toEqual([16, 16]);
    expect(first.refused).toEqual([]);
    const devices = [...first.entities.values()].map(({ config }) => JSON.stringify(config.device));
    expect(new Set(devices).size).toBe(4);

    // Home Assistant starts again, with a clean session.
    await first.stop();
    const second = await home(broker.url);
    await expect.poll(() => [available(second), states(second)], POLL).toEqual([16, 16]);

    publisher.kill('SIGKILL');
    await expect.poll(() => available(second), POLL).toBe(0);

    const { code } = await runHere([...publish, '--ha-discovery', 'remove', '-q', '1', '--quiet']);
    expect(code).toBe(0);
    await expect.poll(() => second.entities.size, POLL).toBe(0);
    const { stdout } = await runHere([
      'watch',
      '-L',
      broker.url,
      '--retained-only',
      '-t',
      '#',
      '-W',
      '300ms',
      '-J',
    ]);
    expect(jsonLines(stdout).filter(({ topic }) => !String(topic).startsWith('$'))).toEqual([]);
    await broker.stop();
  });

  it.skipIf(lacks(...parts))('gives orders to rooms', async () => {
    const broker = await start();
    const own = await home(broker.url);
    const publish = ['publish', '-L', broker.url, ...ROOMS, '--clients', 'room', '-q', '1'];
    const publisher = startHere([...publish, '--ha-discovery', '--orders', '--every', '1s']);
    await expect.poll(() => available(own), POLL).toBe(4 * (4 + 5));
    expect(own.refused).toEqual([]);
    const room = 'BUILDING_P1_N_1';
    const told = (words: string) => publisher.errLine(new RegExp(`order to BUILDING/P_1/N/1/set: ${words}$`));
    const orders: readonly [act: () => Promise<void>, words: string][] = [
      [() => own.setNumber(`${room}_setpoint`, 21.5), 'setpoint 21.5'],
      [() => own.press(`${room}_lamps`, 'payload_on'), 'lamps 1'],
      [() => own.press(`${room}_lamps`, 'payload_off'), 'lamps 0'],
      [() => own.press(`${room}_blind`, 'payload_close'), 'blind 1'],
      [() => own.press(`${room}_blind`, 'payload_open'), 'blind 0'],
      [() => own.press(`${room}_window`, 'payload_open'), 'window 1'],
      [() => own.press(`${room}_window`, 'payload_close'), 'window 0'],
      [
        () => own.press(`${room}_auto`, 'payload_press'),
        'setpoint auto, lamps auto, blind auto, window auto',
      ],
    ];
    for (const [act, words] of orders) {
      await act();
      await told(words);
    }
    await publisher.stop();
    // Whatever the options are now.
    await runHere([...publish, '--ha-discovery', 'remove', '--quiet']);
    await expect.poll(() => own.entities.size, POLL).toBe(0);
    await broker.stop();
  });
});

it('says after how many seconds a silent sensor is gone, by the schedule', async () => {
  const expiries = async (...args: readonly string[]) => {
    const { stdout } = await runHere([
      ...['publish', '--dry-run', '-J', '--ha-discovery', '-C', '1', ...ROOMS, ...args],
    ]);
    const [config] = jsonLines(stdout).map(({ payload }) => JSON.parse(String(payload)));
    return config.expire_after;
  };
  expect(await expiries('--every', '1m')).toBe(180);
  expect(await expiries('--every', '1m', '--speed', '2')).toBe(90);
  expect(await expiries('--every', '1s')).toBe(10);
  expect(await expiries()).toBe(10 * 16 * 3);
  expect(await expiries('--rate', '2')).toBe(80);
  expect(await expiries('--rate', 'max')).toBeUndefined();
  expect(await expiries('--speed', 'max')).toBeUndefined();
});
