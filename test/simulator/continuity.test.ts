// Tests src/simulator/: no jump of a reading at the seams of days.
import { expect, it } from 'vitest';
import { WINGS } from '../../src/building/wings.ts';
import { DAY, DEFAULT_SITE, HOUR, MINUTE } from '../../src/simulator/site.ts';
import { timeZone } from '../../src/simulator/time-zone.ts';
import { createWorld } from '../../src/simulator/world.ts';

/** What is drawn day by day must not show at the seams: midnight, four in the morning, New Year, a leap day. */
it.each([
  ['midnight', 0],
  ['four in the morning', 4 * HOUR],
])('temperature and humidity do not jump at %s, wherever local time is', (_, seam) => {
  for (const zone of ['UTC', '-05:30', 'Europe/Rome']) {
    const { standardOffsetMs: utcOffsetMs, aheadMs: clockAheadMs } = timeZone(zone);
    const site = { ...DEFAULT_SITE, utcOffsetMs, clockAheadMs };
    const world = createWorld({ seed: '3', values: 'realistic', ranges: new Map(), site });
    for (let day = 0; day < 400; day += 3) {
      const at = Date.UTC(2027, 11, 1) + day * DAY + seam - utcOffsetMs;
      for (const wing of WINGS) {
        for (const room of [1, 4, 5, 6]) {
          const step = (sensor: 'TEMP' | 'HUM') => {
            const address = { building: 'B', floor: 1, wing, room, sensor };
            return Math.abs(world.value(address, at + MINUTE) - world.value(address, at - MINUTE));
          };
          expect(step('TEMP')).toBeLessThan(0.12);
          expect(step('HUM')).toBeLessThan(0.6);
        }
      }
    }
  }
});
