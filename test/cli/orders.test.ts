// Tests src/services/publishing/order-desk.ts through `publish --orders`, with one client and with many
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, jsonLinesSoFar } from './run.ts';
import { startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-orders-'));
afterAll(() => rmSync(folder, { recursive: true }));
const POLL = { timeout: 60_000, interval: 50 };

describe.skipIf(lacks('mosquitto', 'mosquitto-clients')).concurrent('publish --orders', () => {
  const own = useMosquitto();

  it.for([
    ['building', '3.1.1'],
    ['floor', '5'],
    ['wing', '3.1.1'],
    ['room', '5'],
    ['sensor', '3.1.1'],
  ] as const)(
    'with a client for each %s over MQTT %s heats a room as it is told, and has the order in its truth',
    async ([level, version], { expect }) => {
      const { broker } = own;
      const truth = join(folder, `${level}.jsonl`);
      const publisher = startHere([
        ...[
          'publish',
          '-L',
          broker.url,
          '-V',
          version,
          '--prefix',
          level,
          '--clients',
          level,
          '--orders',
          '-J',
        ],
        ...['--floors', '1', '--rooms', '2', '--faults', '0', '--seed', '7', '--truth', truth],
        ...['--start', '2026-01-14T02:00Z', '--speed', '3600', '--every', '10m'],
      ]);
      const temperatures = (room: number) =>
        jsonLinesSoFar(publisher.stdout)
          .filter(({ topic }) => topic === `${level}/BUILDING/P_1/N/${room}/TEMP`)
          .map(({ value }) => Number(value));
      await expect.poll(() => temperatures(1).length, POLL).toBeGreaterThan(1);
      const order = (text: string) =>
        broker.publish(['-q', '1', '-t', `${level}/BUILDING/P_1/N/1/set`, '-m', text]);
      await order('{"heat":1}');
      await publisher.errLine(/order to .*set refused: it has a key that no room knows/);
      await order('{"setpoint":30}');
      await publisher.errLine(/order to .*\/1\/set: setpoint 30/);
      await expect.poll(() => temperatures(1).at(-1), POLL).toBeGreaterThan(28);
      expect(Math.max(...temperatures(2))).toBeLessThan(27);
      const { code } = await publisher.stop('SIGINT');
      expect(code).toBe(130);
      const orders = jsonLines(readFileSync(truth, 'utf8')).filter(({ type }) => type === 'order');
      expect(orders).toMatchObject([{ id: 'order-1', scope: 'room', params: { setpoint: 30 } }]);
      expect(orders[0]?.sensors).toContain('BUILDING/P_1/N/1/TEMP');
    },
  );
});
