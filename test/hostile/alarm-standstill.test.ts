// Tests src/services/alarming/event-monitor.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { StatefulAlarms } from '../cli/stateful-alarms.ts';

it('alarm, stopped for 8 s while readings go on, calls no sensor silent that is due after 3 s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'building-sim-standstill-'));
  const rules = join(folder, 'rules.yaml');
  writeFileSync(rules, 'rules:\n  - { name: heard, silent_after: 3s }\n');
  const alarms = await StatefulAlarms.open();
  const alarm = await alarms.start(join(folder, 'state'), '--rules', rules);
  const publishing = setInterval(() => {
    for (let room = 1; room <= 4; room++) alarms.publish(room, 20, Date.now());
  }, 200);
  await wait(2000);
  alarm.kill('SIGSTOP');
  await wait(8000);
  alarm.kill('SIGCONT');
  await wait(4000);
  expect(alarm.stdout).toBe('');
  // The rule does work.
  clearInterval(publishing);
  await alarm.line(/"silent"/);
  await alarm.stop('SIGKILL');
  await alarms.close();
  rmSync(folder, { recursive: true });
}, 60_000);
