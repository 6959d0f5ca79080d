import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, jsonLinesSoFar, runCli, runShell } from './run.ts';
import { runHere, startHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('stats of mosquitto', () => {
  const own = useMosquitto({ conf: ['sys_interval 1'] });
  const silent = useMosquitto({ conf: ['sys_interval 0'] });

  it('shows them once, as a table', async () => {
    const { code, stdout } = await runCli(['stats', '-L', own.broker.url, '--once']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mosquitto version \d/);
    expect(stdout).toMatch(/^clients connected +\d/m);
    expect(stdout).toMatch(/^bytes received +\d+/m);
  });

  it('counts what passes and how fast', async () => {
    const stats = startHere(['stats', '-L', own.broker.url, '-J']);
    await stats.line(/"rates":\{"/);
    await own.broker.publish(['-t', 'a', '-l'], 'x\n'.repeat(500));
    const samples = () =>
      jsonLinesSoFar(stats.stdout) as unknown as {
        publish_received?: number;
        rates: { publish_received?: number };
      }[];
    await expect.poll(() => samples().at(-1)?.publish_received).toBeGreaterThanOrEqual(500);
    expect(Math.max(...samples().map(({ rates }) => rates.publish_received ?? 0))).toBeGreaterThan(1);
    await stats.stop('SIGINT');
  });

  it('ends after so many samples', async () => {
    const { code, stdout } = await runHere(['stats', '-L', own.broker.url, '-J', '--count', '2']);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toHaveLength(2);
  });

  it('says plainly that a broker publishes none', async () => {
    const { code, stdout, stderr } = await runHere(['stats', '-L', silent.broker.url, '--once', '-W', '1']);
    expect(code).toBe(27);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/published nothing under \$SYS within 1 s/);
  });

  it('is renewed in place on a terminal', async () => {
    const script = `script -qec "$BUILDING_SIM stats -L ${own.broker.url} --count 2" /dev/null </dev/null`;
    const { stdout } = await runShell(script, { env: { TERM: 'xterm' } });
    const [first, second] = stdout.split(/\x1b\[\d+A\r\x1b\[J/);
    expect(first).toContain('mosquitto version');
    expect(second).toContain('mosquitto version');
    const lines = first?.slice(first.indexOf('mosquitto version')).split('\n').length ?? 0;
    expect(stdout).toContain(`\x1b[${lines - 1}A\r\x1b[J`);
  });
});

describe('stats of the embedded broker', () => {
  it('are those of building-sim broker', async () => {
    const broker = startHere(['broker', '--port', '0']);
    const port = /:(\d+)/.exec(await broker.errLine(/:\d+/))?.[1] ?? '';
    const { code, stdout } = await runHere(['stats', '-p', port, '--once', '-J']);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ type: 'stats', clients_connected: expect.any(Number) }]);
    await broker.stop('SIGINT');
  });
});
