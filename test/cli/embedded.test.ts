// Tests src/options/embedded.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { onTerminal, type TerminalResult } from './on-terminal.ts';
import { runHere } from './run-here.ts';

const ONE = ['--floor', '1', '--wing', 'N', '--room', '1', '--sensor', 'TEMP', '--value', '21'];

/** An environment with a default port of its own, and nothing there. */
async function nobodyThere(more: Record<string, string> = {}): Promise<Record<string, string>> {
  return { BUILDING_SIM_DEFAULT_PORT: String(await freePort()), ...more };
}

/** Runs a command in a terminal of a machine without a broker. */
async function atTerminal(line: string): Promise<TerminalResult> {
  return onTerminal(line, { columns: 250, env: await nobodyThere() });
}

const HOSTING = 'this process now runs one';

describe.concurrent('no broker', () => {
  it.each([
    'publish -C 3 --rate 10 -q 1 --quiet',
    'alarm -W 100',
    'watch -W 100',
    'stats --once',
    'stats --check-broker',
    'bench --duration 100ms',
    'publish -t lab/x -m hi -q 1',
    'publish -t lab/x -n',
    'publish -t lab/x -f package.json',
    'publish -t lab/x -l',
  ])('is an error in a script: %s', async (line) => {
    const { code, stderr, stdout } = await runHere(line.split(' '), { env: await nobodyThere() });
    expect(stderr).toMatch(/building-sim: can't reach mqtt:\/\/localhost:\d+: nothing listens there/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it.each([
    'stats --once',
    'bench --duration 100ms',
    'publish -t lab/x -m hi',
    'publish -C 1 --quiet',
    'publish -C 1 --no-embedded',
  ])('is an error at a terminal, too: %s', async (line) => {
    const { code, text } = await atTerminal(line);
    expect(text).toContain("can't reach mqtt://localhost:");
    expect(text).not.toContain(HOSTING);
    expect(code).toBe(1);
  });

  it('is no error for a person at a terminal', async () => {
    const { code, text } = await atTerminal('publish -C 1 --rate 10');
    expect(text).toContain(HOSTING);
    expect(text).not.toContain('this broker ends');
    expect(code).toBe(0);
  });

  it('is no error where the line or the environment asks for one', async () => {
    const line = ['publish', ...ONE];
    const asked = await runHere([...line, '--embedded'], { env: await nobodyThere() });
    expect(asked.stderr).toContain(HOSTING);
    expect(asked.code).toBe(0);
    const env = await nobodyThere({ BUILDING_SIM_EMBEDDED: 'true' });
    expect((await runHere(line, { env })).code).toBe(0);
    expect((await runHere([...line, '--no-embedded'], { env })).code).toBe(1);
  });

  it('is an error where the environment or a file refuses one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
    const config = join(folder, 'lab.yaml');
    writeFileSync(config, 'embedded: false\n');
    const refusals = [
      { BUILDING_SIM_EMBEDDED: 'false' },
      { BUILDING_SIM_NO_EMBEDDED: 'true' },
      { BUILDING_SIM_CONFIG: config },
    ];
    // The demo runs a broker unasked, in scripts too.
    for (const refusal of refusals) {
      const env = await nobodyThere(refusal);
      const { stderr } = await runHere(['watch', '-C', '1', '-W', '100'], { env });
      expect(stderr).toContain("can't reach mqtt://localhost:");
      expect((await runHere(['demo', '--duration', '1s'], { env })).code).toBe(1);
    }
    rmSync(folder, { recursive: true });
  });
});

describe.concurrent('a broker that ends with its command', () => {
  it.each([
    [`publish ${ONE.join(' ')} --retain`, 'the retained messages'],
    [`publish ${ONE.join(' ')} -q 1`, 'the messages of QoS 1'],
    ['publish -C 1 --rate 10 --will-topic lab/will --will-payload bye', 'the will'],
    ['watch --id me --no-clean --duration 100ms', 'the session'],
    ['alarm --report events --publish state --duration 100ms', 'the retained alarm states'],
  ])('is told as such: %s', async (line, lost) => {
    const { code, text } = await atTerminal(line);
    const told = `this broker ends with this command, and loses ${lost}: 'building-sim broker' in another terminal keeps them`;
    expect(text.split(told)).toHaveLength(2);
    expect(code).toBe(0);
  });
});
