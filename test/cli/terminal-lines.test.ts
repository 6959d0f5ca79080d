// Tests src/sinks/screen/line-style.ts, src/sinks/screen/cut-line.ts and the views of lines.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { onTerminal } from './on-terminal.ts';
import { runCli, runShell, startCli } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-terminal-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HOT = '--sensor TEMP --floor 2 --wing O --room 4 --range TEMP=50..60 --speed max --seed 7';

describe.concurrent('a line on a terminal', () => {
  it('has the local time of day; -v and a pipe have the whole time', async () => {
    const line = 'publish --dry-run -C 1 --speed max --seed 7';
    // Noon in one zone is the next day in another.
    const env = { TZ: 'Etc/GMT-9' };
    const noon = Date.UTC(2026, 6, 6, 12);
    const old = `${line} --start 2026-07-06T12:00Z`;
    const [live, dated, whole, piped] = await Promise.all([
      onTerminal(line, { env }),
      onTerminal(old, { env }),
      onTerminal(`${old} -v`, { env }),
      runCli(old.split(' '), { env }),
    ]);
    expect(live.lines.filter((each) => /^\d\d:\d\d:\d\d BUILDING\/P_/.test(each))).toHaveLength(1);
    expect(live.text).not.toMatch(/^\d{4}-/m);
    expect(dated.text).toMatch(/^07-06 21:00:00 BUILDING\/P_/m);
    const iso = new Date(noon).toISOString();
    expect(whole.text).toMatch(new RegExp(`^${iso} BUILDING/P_`, 'm'));
    expect(piped.stdout).toMatch(new RegExp(`^${iso} BUILDING/P_`));
  });

  it('is cut to the width, and never folded', async () => {
    const long = 'A-BUILDING-WITH-A-NAME-OF-SOME-LENGTH';
    const line = `publish --dry-run -C 3 --building ${long} --prefix ${'x'.repeat(30)} --speed max --seed 7`;
    const { lines } = await onTerminal(line, { columns: 50 });
    const readings = lines.filter((each) => /^\d\d:/.test(each));
    expect(readings).toHaveLength(3);
    for (const each of readings) {
      expect([...each]).toHaveLength(50);
      expect(each.endsWith('…')).toBe(true);
    }
  });

  it('of an error breaks between words', async () => {
    const [{ code, lines }, piped] = await Promise.all([
      onTerminal('publish --floor 9 --floors 2', { columns: 40 }),
      runCli(['publish', '--floor', '9', '--floors', '2']),
    ]);
    expect(code).toBe(2);
    expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(40);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(piped.stderr.trim());
  });

  it('abbreviates an event that is wider, once and for all', async () => {
    const recording = join(folder, 'hot.jsonl');
    const hot = await runCli(
      `publish --dry-run -J -C 40 --start 2026-01-05T10:00 --interval 1m ${HOT}`.split(' '),
    );
    await writeFile(recording, hot.stdout);
    const [narrow, wide, piped] = await Promise.all([
      onTerminal(`rules run ${recording}`, { columns: 80 }),
      onTerminal(`rules run ${recording}`, { columns: 160 }),
      runCli(['rules', 'run', recording]),
    ]);
    const events = (lines: readonly string[]) => lines.filter((each) => / raised | escalated /.test(each));
    expect(events(narrow.lines).length).toBeGreaterThan(0);
    for (const each of events(narrow.lines)) expect([...each].length).toBeLessThanOrEqual(80);
    expect(events(narrow.lines)[0]).toMatch(/ BUILDING\/P_2\/O\/4\/TEMP [\d.]+ Cel /);
    expect(events(wide.lines)[0]).toMatch(/ BUILDING floor 2 wing O room 4 TEMP [\d.]+ Cel /);
    expect(piped.stdout).toMatch(/^2026-01-05T10:\d\d:00Z raised .* floor 2 wing O room 4 TEMP [\d.]+ Cel /m);
  });

  it('says how far the readings are from an alarm while there is none, and at the end', async () => {
    const port = await freePort();
    const env = { BUILDING_SIM_DEFAULT_PORT: String(port), BUILDING_SIM_EMBEDDED: 'true' };
    const publisher = startCli(
      [
        'publish',
        '--rate',
        '50',
        '--floor',
        '2',
        '--wing',
        'O',
        '--room',
        '4',
        '--range',
        'HUM=60..60',
        '--sensor',
        'HUM',
      ],
      { env },
    );
    await publisher.line(/HUM/);
    const line = 'alarm --duration 2s';
    const [shown, quiet, piped] = await Promise.all([
      onTerminal(line, { env }),
      onTerminal(`${line} --quiet`, { env }),
      runCli(line.split(' '), { env }),
    ]);
    const nearest = /^\d+ readings, 0 alarms; nearest: HUM 60 of 70 %RH, floor 2 wing O room 4$/;
    const said = shown.lines.filter((each) => nearest.test(each));
    // Once a second in the same place, and below the last reading.
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(said.length).toBeLessThanOrEqual(4);
    expect(shown.lines.at(-1)).toMatch(nearest);
    expect(quiet.text).toBe('');
    expect(piped.stderr).toMatch(/^\d+ readings, 0 alarms$/m);
  });

  it('names the users of a broker, one line a message', async () => {
    const port = await freePort();
    const users = join(folder, 'users.txt');
    await runCli(['broker', 'passwd', users, 'ann'], { stdin: 'secret\n' });
    const url = `mqtt://ann:secret@127.0.0.1:${port}`;
    const publish = `$BUILDING_SIM publish --wait 100s -L ${url} -i a-client-with-a-long-name -q 1 -t MIOT/ann/x -m ${'y'.repeat(90)}`;
    const reading = `$BUILDING_SIM publish -L ${url} -i ann-2 -t MIOT/ann/B/P_1/N/1/TEMP -m '{"valor": 31.40, "zona": "${'z'.repeat(90)}"}'`;
    const command = `broker -v --port ${port} --users ${users}`;
    const shown = join(folder, 'shown.txt');
    // The terminal's text goes to a file: the broker is stopped when the publisher has ended.
    const script = `
      script -qefc "stty cols 80; exec $BUILDING_SIM ${command}" ${shown} </dev/null >/dev/null & child=$!
      trap 'kill $child; wait $child' EXIT
      ${publish} || exit 1
      ${reading} || exit 1
      until grep -q 'ann-2.*disconnected' ${shown}; do sleep 0.05; done
      cat ${shown}`;
    const { stdout } = await runShell(script, { env: { TERM: 'xterm' } });
    const lines = stdout.replaceAll(/\x1b\[[\d;]*[mK]|\r/g, '').split('\n');
    const own = lines.filter((each) => each.includes('(ann)'));
    expect(own).toHaveLength(6);
    expect(own[4]).toMatch(/ ann-2 \(ann\) QoS 0 MIOT\/ann\/B\/P_1\/N\/1\/TEMP 31\.4 Cel \(json\)$/);
    expect(own[1]).toMatch(/^\d\d:\d\d:\d\d a-client-wi… \(ann\) QoS 1 MIOT\/ann\/x y{20,}…$/);
    for (const each of own) expect([...each].length).toBeLessThanOrEqual(80);
  });
});
