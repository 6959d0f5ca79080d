import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPage } from './open-page.ts';
import { runCli, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';

describe('demo', () => {
  it('has its alarm hear every reading that it publishes', async () => {
    const line = 'demo --count 30 --rate 100 --faults 0 --qos 1 --start 2026-01-05T10:00:00Z --seed 7';
    const { code, stdout, stderr } = await runCli(line.split(' '));
    expect(code, stderr).toBe(0);
    expect(stdout.match(/^ {2}2026.*$/gm)).toHaveLength(30);
    expect(stderr).toMatch(/^published 30 messages/m);
    expect(stderr).toMatch(/^30 readings, 0 alarms$/m);
  });

  it('indents readings, not alarms', async () => {
    const line = 'demo --rate 100 --floors 2 --rooms 1 --sensor TEMP --range TEMP=40..50 --count 3';
    const { stdout } = await runHere(line.split(' '));
    expect(stdout).toMatch(/^\S+ critical BUILDING floor \d wing [NSEO] room \d TEMP [\d.]+ Cel > 30$/m);
  });

  it('says what is wrong with its options before it connects', async () => {
    const { code, stderr } = await runHere(['demo', '--floors', '2', '--floor', '9', '--quiet']);
    expect(code).toBe(2);
    expect(stderr).toBe('building-sim: --floor 9: the building has floors 1-2; --floors 9 makes it larger\n');
  });

  it('fails once where no broker is', async () => {
    const { code, stderr } = await runHere(['demo', '--port', '1', '--quiet']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^building-sim: can't reach mqtt:\/\/localhost:1[^\n]*\n$/);
  });

  it('shows the building on a page', async () => {
    const demo = startHere(['demo', '--rate', '200', '--listen', '0']);
    const line = await demo.errLine(/^the building in a browser: http:/);
    const page = await openPage(line.slice(line.indexOf('http')));
    const sensors = () => page.updates().flatMap((update) => update.sensors);
    await expect.poll(() => sensors().length).toBeGreaterThan(20);
    expect((await demo.stop()).code).toBe(143);
    await expect.poll(() => page.updates().at(-1)?.status.connection.state).toBe('ended');
  });

  it('goes on without a page where the port of the page is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await runHere([
      'demo',
      '--rate',
      '100',
      '--count',
      '3',
      '--listen',
      String(port),
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^no dashboard: port ${port} of 127.0.0.1 is taken: `, 'm'));
  });

  it('ends with 130 after SIGINT', async () => {
    const demo = startCli(['demo', '--rate', '100']);
    await demo.line(/Cel|%RH|lx|mm\/s/);
    demo.kill('SIGINT');
    expect((await demo.ended).code).toBe(130);
  });
});
