// Tests src/services/alarming/state-keeper.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultsOf, StatefulAlarms } from '../cli/stateful-alarms.ts';

const KILLS = Number(process.env.HOSTILE_KILLS ?? 50);

it(`alarm --state, killed ${KILLS} times at full speed: no change is written and never told`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'building-sim-kills-'));
  const alarms = await StatefulAlarms.open();
  const told = await alarms.killAgainAndAgain(join(folder, 'state'), KILLS);
  await alarms.close();
  rmSync(folder, { recursive: true });
  const repeated = told.filter((event) => event.repeated).length;
  expect(faultsOf(told)).toEqual([]);
  expect(repeated).toBeGreaterThan(0);
}, 600_000);
