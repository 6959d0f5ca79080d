import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonLines } from './run.ts';
import { runHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function config(text: string): string {
  const path = join(folder, 'lab.yaml');
  writeFileSync(path, text);
  return path;
}

const DRY = ['publish', '--dry-run', '--speed', 'max', '-C', '3'];

describe('options', () => {
  it('come from the line, then the environment, then the file, then the default', async () => {
    const path = config('building: FILE\nfloor: 3\nseed: 7\njson: true\n');
    const buildingAndFloor = async (args: readonly string[], env = {}) => {
      const { stdout, stderr } = await runHere([...DRY, '-J', ...args], { env });
      const first = jsonLines(stdout)[0];
      return [first?.building, first?.floor, /seed/.test(stderr)];
    };
    const fromFile = ['--config', path];
    const env = { BUILDING_SIM_BUILDING: 'ENV' };
    expect(await buildingAndFloor([...fromFile, '--building', 'LINE'], env)).toEqual(['LINE', 3, false]);
    expect(await buildingAndFloor(fromFile, env)).toEqual(['ENV', 3, false]);
    expect(await buildingAndFloor(fromFile)).toEqual(['FILE', 3, false]);
    expect((await buildingAndFloor([]))[0]).toBe('BUILDING');
    expect(await buildingAndFloor([], { ...env, BUILDING_SIM_CONFIG: path })).toEqual(['ENV', 3, false]);
  });

  it('that do not exist are told, if the environment sets them', async () => {
    const env = { BUILDING_SIM_FLOR: '2', BUILDING_SIM_ABOVE: 'TEMP=28', BUILDING_SIM_NOPE: '' };
    const { code, stderr } = await runHere([...DRY, '--quiet'], { env });
    expect(stderr).toBe(
      'building-sim: BUILDING_SIM_FLOR in the environment sets no option; did you mean BUILDING_SIM_FLOOR?\n',
    );
    expect(code).toBe(0);
  });

  it('may be flags and lists in a file', async () => {
    const path = config(
      '# a lab\nrange:\n  - TEMP=40..50\n  - HUM=1..2\nsensor: TEMP\njson: yes\nquiet: true\nretain: on\n',
    );
    const { code, stdout, stderr } = await runHere([...DRY, '--config', path]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const { value, retain } of jsonLines(stdout)) {
      expect(value).toBeGreaterThanOrEqual(40);
      expect(retain).toBe(true);
    }
  });

  it('of other commands may stand in the file', async () => {
    const { code } = await runHere([...DRY, '--config', config('above: TEMP=28\nlisten: 1884\n')]);
    expect(code).toBe(0);
  });

  it.each([
    ['colour: no\n', 1, 'colour'],
    ['# comment\n\nfloor: 1\nflor: 2\n', 4, 'flor'],
    ['qos: 1\nqos: 2\n', 2, ''],
    ['floor: [1\n', 0, 'YAML'],
    ['qos: 7\n', 1, "qos '7'"],
    ['floor:\n  a: 1\n', 1, 'floor'],
    ['- floor\n', 0, 'option: value'],
    ['retain: maybe\n', 1, 'true or false'],
  ])('with a mistake in the file are named with its line: %j', async (text, line, words) => {
    const path = config(text);
    const { code, stdout, stderr } = await runHere([...DRY, '--config', path]);
    expect(stderr).toMatch(/^building-sim: [^\n]*\n$/);
    expect(stderr).toContain(line > 0 ? `${path}:${line}` : path);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('never show a password of the file', async () => {
    for (const text of [
      'password: s3cret\n',
      'url: mqtt:ann:s3cret@host\n',
      'password: s3cret\nqos: 9\n',
      'password: [s3cret\n',
    ]) {
      const { code, stdout, stderr } = await runHere(['watch', '--config', config(text), '--debug']);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain('s3cret');
    }
  });

  it('that are empty in the environment are not given', async () => {
    const { code, stdout } = await runHere([...DRY, '-J'], {
      env: { BUILDING_SIM_QOS: '', BUILDING_SIM_RETAIN: '' },
    });
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ qos: 0, retain: false });
  });

  it.each(['yes', 'true', '1', 'on'])('that are flags are %s in the environment', async (text) => {
    const { stdout } = await runHere([...DRY, '-J'], { env: { BUILDING_SIM_RETAIN: text } });
    expect(jsonLines(stdout)[0]).toMatchObject({ retain: true });
  });

  it('that are flags with another value are refused', async () => {
    const { code, stderr } = await runHere(DRY, { env: { BUILDING_SIM_RETAIN: 'maybe' } });
    expect(stderr).toBe("building-sim: BUILDING_SIM_RETAIN 'maybe': use true or false\n");
    expect(code).toBe(2);
  });
});
