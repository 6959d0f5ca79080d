import { expect, it } from 'vitest';
import type { PacketRow } from '../../src/dashboard/messages.ts';
import { LadderRows, lanesPath } from '../../src/page/ladder-rows.ts';

const row = (id: number, more: Partial<PacketRow> = {}): PacketRow => ({
  ...{ id, connection: 1, atMs: id, from: 'client', name: 'PUBLISH', words: '', bytes: 2 },
  ...more,
});
const add = (ladder: LadderRows, rows: readonly PacketRow[], leftOut = 0, isWhole = false) =>
  ladder.add({ rows, leftOut, isWhole });

it('brackets the exchanges, and ends those of a closed connection', () => {
  const ladder = new LadderRows();
  const joined = { exchange: 1, openedAtMs: 1 };
  add(ladder, [
    row(1, { role: 'opens', ...joined }),
    row(2, { role: 'opens', exchange: 2, openedAtMs: 2 }),
    row(3, { role: 'closes', ...joined }),
    row(4, { from: null, isClosed: true }),
    row(5, { role: 'closes', exchange: 2, openedAtMs: 2 }),
  ]);
  expect(ladder.rungs.map(({ lanes }) => lanes)).toEqual(['   ┌', '  ┌┼', '  │└', '    ', '    ']);
});

it('marks the place of rows that are left out, and forgets the oldest', () => {
  const ladder = new LadderRows();
  add(ladder, [row(1)]);
  add(ladder, [row(9)], 7);
  expect(ladder.rungs.map(({ packet, leftOut }) => [packet?.id, leftOut])).toEqual([
    [1, 0],
    [undefined, 7],
    [9, 0],
  ]);
  add(
    ladder,
    Array.from({ length: 2500 }, (_, i) => row(10 + i)),
  );
  expect([ladder.rungs.length, ladder.gone, ladder.rungs.at(-1)?.packet?.id]).toEqual([2000, 503, 2509]);
  add(ladder, [row(7)], 0, true);
  expect([ladder.rungs.length, ladder.gone]).toEqual([1, 0]);
});

it('draws each bracket as lines', () => {
  expect(lanesPath(' ┌┼─', 10, 20)).toBe('M15 20V10H20M25 0V20M20 10H30M30 10H40');
  expect(lanesPath('│├└ ', 10, 20)).toBe('M5 0V20M15 0V20M15 10H20M25 0V10H30');
});
