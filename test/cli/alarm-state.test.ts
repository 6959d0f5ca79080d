// Tests --state of src/commands/alarm.ts with processes that are killed.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, StatefulAlarms } from './stateful-alarms.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-kept-'));
let alarms: StatefulAlarms;

beforeAll(async () => {
  alarms = await StatefulAlarms.open();
});
afterAll(async () => {
  await alarms.close();
  rmSync(folder, { recursive: true });
});

describe('alarm --state', () => {
  it('killed at full speed again and again, tells each change that it knows of', async () => {
    const told = await alarms.killAgainAndAgain(join(folder, 'killed'), 3);
    expect(told.length).toBeGreaterThan(20);
    expect(faultsOf(told)).toEqual([]);
  });

  it('is refused to a second alarm, by name and process', async () => {
    const state = join(folder, 'twice');
    const first = await alarms.start(state);
    const { code, stderr } = await (await alarms.start(state)).ended;
    expect([code, stderr]).toEqual([
      2,
      `building-sim: state file '${state}': is used by another alarm, process ${first.process.pid}\n`,
    ]);
    await first.stop('SIGKILL');
    const third = await alarms.start(state);
    expect((await third.stop('SIGTERM')).stderr).not.toContain('is used by');
  });

  it.skipIf(process.platform === 'win32').each(['SIGKILL', 'SIGTERM'] as const)(
    'runs what waited for --exec at %s after the next start, and says so',
    async (signal) => {
      const [state, out] = [join(folder, `exec ${signal}`), join(folder, `out ${signal}`)];
      const first = await alarms.start(state, '--exec', 'sleep 60', '--exec-parallel', '1');
      alarms.publish(1, 28);
      alarms.publish(2, 28);
      await first.line(/"room":2/);
      const { stderr } = await first.stop(signal);
      if (signal === 'SIGTERM') expect(stderr).toMatch(/the next start tells 2 events again$/m);
      const second = await alarms.start(
        state,
        '--exec',
        `sh -c 'echo $ALARM_ROOM $ALARM_REPEATED >> "${out}"'`,
      );
      await expect
        .poll(() => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').sort() : []))
        .toEqual(['', '1 true', '2 true']);
      await second.stop('SIGTERM');
      expect(second.stderr).toContain('ran the command for 2 results');
    },
  );

  it('leaves a damaged line out, and says so', async () => {
    const state = join(folder, 'damaged');
    await (await alarms.start(state)).stop('SIGTERM');
    appendFileSync(state, '00000000 {"clock":1}\n');
    const { stderr } = await (await alarms.start(state)).stop('SIGTERM');
    expect(stderr).toContain(`state file '${state}': leaves out 1 damaged line, the first is line `);
  });
});
