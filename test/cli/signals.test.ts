import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { runCli, runShell, startCli } from './run.ts';
import { startHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto'))('a signal', () => {
  const own = useMosquitto();

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends every command with %i, once DISCONNECT is sent', async (signal, expected) => {
    const { broker } = own;
    for (const command of ['publish', 'alarm', 'watch']) {
      const id = `${command}-${signal}`;
      const cli = startCli([command, '-L', broker.url, '--id', id]);
      await cli.errLine(/^connected/);
      cli.kill(signal);
      expect((await cli.ended).code).toBe(expected);
      await broker.log.errLine(new RegExp(`Received DISCONNECT from ${id}`));
    }
  });

  it('ends a publisher that waits for a line of stdin', async () => {
    for (const args of [
      ['-t', 'a', '-l'],
      ['--floor', '1', '--wing', 'N', '--room', '1', '--sensor', 'TEMP', '--value', '-'],
    ]) {
      const cli = startHere(['publish', '-L', own.broker.url, ...args], { stdin: 'open' });
      cli.write('20\n');
      await cli.line(/20/);
      cli.kill('SIGINT');
      expect((await cli.ended).code).toBe(130);
    }
  });

  it('ends a publisher that waits for its next reading, and the summary is told', async () => {
    const cli = startHere(['publish', '-L', own.broker.url, '--interval', '30d']);
    await cli.line(/BUILDING/);
    cli.kill('SIGTERM');
    const { code, stderr } = await cli.ended;
    expect(code).toBe(143);
    expect(stderr).toMatch(/published 1 message in .*no errors\n$/);
  });

  it('ends a dry run', async () => {
    const cli = startCli(['publish', '--dry-run', '--rate', 'max', '--output', 'csv']);
    await cli.line(/reading/);
    cli.kill('SIGINT');
    expect((await cli.ended).code).toBe(130);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it.each(['topics list > /dev/full', 'publish --dry-run --rate max --seed 7 > /dev/full'])(
    'is said, and ends %s with 1',
    async (line) => {
      const { code, stderr } = await runShell(`$BUILDING_SIM ${line}`);
      expect(stderr).toBe("building-sim: stdout can't be written: no space left on device\n");
      expect(code).toBe(1);
    },
  );

  it('is said of the truth', async () => {
    const { code, stderr } = await runCli(
      'publish --dry-run --quiet --seed 7 --speed max --duration 1h --start 2026-01-05 --truth /dev/full'.split(
        ' ',
      ),
    );
    expect(stderr).toBe("building-sim: --truth '/dev/full': can't be written: no space left on device\n");
    expect(code).toBe(2);
  });
});

describe('a closed pipe', () => {
  it('ends quietly with 0', async () => {
    const { code, stdout, stderr } = await runShell(
      'set -o pipefail; $BUILDING_SIM publish --dry-run --rate max --seed 7 | head -n 3',
    );
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
