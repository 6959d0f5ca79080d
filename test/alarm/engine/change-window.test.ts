import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHANGE_WINDOW_LENGTH, ChangeWindow, emptyWindow } from '../../../src/alarm/engine/change-window.ts';

const WINDOW_MS = 8000;
/** The window's numbers lie between the numbers of others. */
const BEFORE = 3;

function fresh(): { readonly window: ChangeWindow; readonly block: Float64Array } {
  const block = new Float64Array(BEFORE + CHANGE_WINDOW_LENGTH + 1);
  emptyWindow(block, BEFORE);
  return { window: new ChangeWindow(WINDOW_MS, block, BEFORE), block };
}

const steps = fc.array(
  fc.record({ value: fc.integer({ min: -50, max: 50 }), afterMs: fc.integer({ min: 0, max: 3000 }) }),
  { minLength: 1, maxLength: 60 },
);

it('finds the change from the lowest value of the last 7/8 to 8/8 of its length, and touches no other number', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const { window, block } = fresh();
      let time = Date.UTC(2026, 0, 5);
      const seen: { value: number; time: number }[] = [];
      for (const { value, afterMs } of given) {
        time += afterMs;
        window.add(value, time);
        seen.push({ value, time });
        const within = (ms: number) => seen.filter((each) => each.time > time - ms).map((each) => each.value);
        const rise = window.rise(value, WINDOW_MS);
        expect(rise).toBeGreaterThanOrEqual(value - Math.min(...within((WINDOW_MS * 7) / 8)));
        expect(rise).toBeLessThanOrEqual(value - Math.min(...within(WINDOW_MS + 1)));
        const fall = window.fall(value, WINDOW_MS);
        expect(fall).toBeGreaterThanOrEqual(Math.max(...within((WINDOW_MS * 7) / 8)) - value);
        expect(fall).toBeLessThanOrEqual(Math.max(...within(WINDOW_MS + 1)) - value);
      }
      expect([...block.slice(0, BEFORE), block.at(-1)]).toEqual([0, 0, 0, 0]);
    }),
  );
});

it('goes on from what it was, through JSON', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (given, cut) => {
      const whole = fresh().window;
      let other = fresh().window;
      let time = Date.UTC(2026, 0, 5);
      for (const [i, { value, afterMs }] of given.entries()) {
        time += afterMs;
        if (i === cut) {
          const parts = JSON.parse(JSON.stringify(other.parts())) as ReturnType<ChangeWindow['parts']>;
          other = fresh().window;
          other.restore(parts);
        }
        whole.add(value, time);
        other.add(value, time);
        for (const ms of [WINDOW_MS, WINDOW_MS / 2]) {
          expect([other.rise(value, ms), other.fall(value, ms)]).toEqual([
            whole.rise(value, ms),
            whole.fall(value, ms),
          ]);
        }
      }
    }),
  );
});
