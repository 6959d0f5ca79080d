import { describe, expect, it, onTestFinished } from 'vitest';
import type { Running } from './child.ts';
import { freePort } from './free-port.ts';
import { jsonLines, jsonLinesSoFar, startCli } from './run.ts';
import { startHere } from './run-here.ts';

const HOSTING = /this process now runs one/;

/** Commands without a broker option, on a port without a broker. Their stderr is a pipe, so they ask for a broker. */
async function machineWithoutBroker() {
  const env = { BUILDING_SIM_DEFAULT_PORT: String(await freePort()), BUILDING_SIM_EMBEDDED: 'true' };
  const started: Running[] = [];
  onTestFinished(async () => {
    for (const command of started) await command.stop();
  });
  const kept = <T extends Running>(command: T): T => {
    started.push(command);
    return command;
  };
  return {
    run: (...args: string[]) => kept(startHere(args, { env })),
    /** In a process of its own, which can be killed. */
    runProcess: (...args: string[]) => kept(startCli(args, { env })),
  };
}

describe('with no broker named and none there', () => {
  it('the first command runs one, the next finds it, and each says so on stderr', async () => {
    const { run, runProcess } = await machineWithoutBroker();
    const publish = runProcess('publish', '--rate', '50', '--sensor', 'TEMP', '--range', 'TEMP=40..50');
    await publish.errLine(HOSTING);
    await publish.errLine(/^connected to .*, which runs in this process$/);
    const alarm = run('alarm', '-C', '3');
    const { code, stdout, stderr } = await alarm.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^([^\n]* critical BUILDING [^\n]*\n){3}$/);
    expect(stderr).toMatch(/^connected to mqtt:\/\/localhost:\d+$/m);
    expect(stderr).not.toMatch(HOSTING);
    expect(publish.stdout).not.toMatch(HOSTING);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'another takes over when the host goes by %s, and a third joins',
    async (signal) => {
      const { run, runProcess } = await machineWithoutBroker();
      const publish = runProcess('publish', '--rate', '50');
      await publish.errLine(HOSTING);
      const watch = run('watch', '-J');
      await watch.line(/reading/);
      await publish.stop(signal);
      await watch.errLine(/connection lost/);
      await watch.errLine(HOSTING);
      await watch.errLine(/^connected again to .*, which runs in this process$/);
      const before = watch.stdout.length;
      const again = run('publish', '--rate', '50', '--building', 'SECOND');
      await again.errLine(/^connected to/);
      await watch.line(/"building":"SECOND"/, before);
      expect(again.stderr).not.toMatch(HOSTING);
      watch.kill('SIGTERM');
      expect((await watch.ended).code).toBe(143);
      await again.errLine(HOSTING);
    },
  );

  it('two that start at the same moment end with one broker and one client', async () => {
    for (let round = 0; round < 3; round++) {
      const { runProcess } = await machineWithoutBroker();
      const both = [runProcess('publish', '--rate', '50'), runProcess('watch')] as const;
      await Promise.all(both.map((child) => child.errLine(/^connected to/)));
      expect(both.filter(({ stderr }) => HOSTING.test(stderr))).toHaveLength(1);
      await both[1].line(/BUILDING/);
      for (const child of both) await child.stop();
    }
  });

  it('a take-over loses no more than the readings of the gap', async () => {
    const { run, runProcess } = await machineWithoutBroker();
    const host = runProcess('watch', '-t', 'nothing');
    await host.errLine(/^listening/);
    const watch = run('watch', '-J');
    await watch.errLine(/^listening/);
    const publish = run('publish', '--rate', '100', '-J', '--seed', '7');
    await watch.line(/reading/);
    await host.stop('SIGKILL');
    await watch.errLine(/^connected again/);
    const before = jsonLinesSoFar(publish.stdout).length;
    const heardAgain = () => {
      const heard = new Set(jsonLinesSoFar(watch.stdout).map(({ payload }) => payload));
      return jsonLinesSoFar(publish.stdout).findLastIndex(({ payload }) => heard.has(payload));
    };
    await expect.poll(heardAgain).toBeGreaterThan(before);
    publish.kill('SIGINT');
    const published = await publish.ended;
    const last = jsonLines(published.stdout).at(-1);
    await watch.line(new RegExp(`"topic":"${last?.topic}".*"seq":${last?.seq},`));
    const seen = new Set(jsonLines(watch.stdout).map(({ payload }) => payload));
    const sent = jsonLines(published.stdout).map(({ payload }) => payload);
    const firstSeen = sent.findIndex((payload) => seen.has(payload));
    // Only one run of messages is missing: the host had not forwarded them when it was killed.
    const missing = sent.flatMap((payload, i) => (i < firstSeen || seen.has(payload) ? [] : [i]));
    expect(missing).toEqual(missing.map((_, i) => (missing[0] ?? 0) + i));
    expect(published.stderr).toMatch(/[1-9]\d* dropped while the connection was lost/);
  });

  it('retained readings are told to the broker that takes over', async () => {
    const { run, runProcess } = await machineWithoutBroker();
    const host = runProcess('watch', '-t', 'nothing');
    await host.errLine(HOSTING);
    const publish = run('publish', '-r', '--interval', '1h', '--sensor', 'TEMP', '--faults', '0', '-J');
    await publish.line(/TEMP/);
    await host.stop('SIGKILL');
    await publish.errLine(/^connected again/);
    const late = await run('watch', '-J', '-C', '1', '-W', '50').ended;
    const [{ topic, payload } = {}] = jsonLines(publish.stdout);
    expect(jsonLines(late.stdout)).toMatchObject([{ topic, payload }]);
  });

  it('a broker that the user names is never replaced', async () => {
    const { run } = await machineWithoutBroker();
    const { code, stderr } = await run('watch', '-p', String(await freePort())).ended;
    expect(stderr).not.toMatch(HOSTING);
    expect(code).toBe(1);
  });

  it('-W 27 and -C 0 hold for a command that is its own broker', async () => {
    const { run } = await machineWithoutBroker();
    expect((await run('alarm', '-W', '300ms').ended).code).toBe(27);
    const publish = await run('publish', '--rate', 'max', '-C', '100', '-q', '1').ended;
    expect(publish.code).toBe(0);
    expect(publish.stderr).toMatch(/published 100 messages in .*; no errors\n$/);
  });
});
