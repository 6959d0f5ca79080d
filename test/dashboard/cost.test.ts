// Tests what src/dashboard costs the program around it
import { expect, it } from 'vitest';
import { PageSession } from '../../src/dashboard/page-session.ts';
import { cpuMs } from '../cpu-time.ts';
import { Observed } from './observations.ts';

const SENSORS = 384;
const READINGS = 20_000;
const TICKS = 10;
const WINGS = ['N', 'S', 'E', 'O'];

function topicOf(n: number): string {
  const kind = ['TEMP', 'HUM', 'LUX', 'VIBR'][n % 4];
  const room = Math.floor(n / 4);
  return `BUILDING/P_${room % 4}/${WINGS[Math.floor(room / 4) % 4]}/${Math.floor(room / 16) + 1}/${kind}`;
}

/** A second of readings without their alarms, which cost the same without a page. */
function second(seen: Observed, tick: () => void): void {
  for (let i = 0; i < READINGS; i++) {
    const topic = topicOf(i % SENSORS);
    seen.state.take(seen.message(topic, 21 + (i % 7)));
    if (i % (READINGS / TICKS) !== 0) continue;
    seen.nowMs += 1000 / TICKS;
    tick();
  }
}

it('an open page costs a tenth of a core at most at 20,000 readings/s, and without one the state little', () => {
  const seen = new Observed();
  let sent = 0;
  const session = new PageSession(
    { bufferedAmount: 0, send: () => sent++, close: () => {} },
    {
      token: 'token',
      welcome: { type: 'welcome', version: '', rules: '', startedAtMs: 0 },
      state: seen.state,
      execute: () => undefined,
      now: () => seen.nowMs,
    },
  );
  const withoutPage = () => second(seen, () => void seen.state.takeChanges());
  const withPage = () =>
    second(seen, () => {
      const changes = seen.state.takeChanges();
      session.tick(changes, (known) => JSON.stringify(seen.state.update(changes, known)));
    });
  // The first run is that of a cold compiler.
  withoutPage();
  const alone = Math.min(cpuMs(withoutPage), cpuMs(withoutPage), cpuMs(withoutPage));
  session.receive('{"type":"token","token":"token"}');
  withPage();
  const before = sent;
  const open = Math.min(cpuMs(withPage), cpuMs(withPage), cpuMs(withPage));
  expect(sent - before).toBeGreaterThanOrEqual(3 * TICKS);
  expect(alone).toBeLessThan(150);
  expect(open - alone).toBeLessThan(100);
});
