// Tests scripts/picture.js and scripts/picture/svg.js.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { terminalsSvg } from '../scripts/picture/svg.js';
import { freePort } from './cli/free-port.ts';
import { lacks } from './parts.ts';

/** The rows of a picture as text, without the titles. */
const textOf = (svg: string) => {
  const rows = new Map<string, string>();
  for (const [, x = '', y = '', text = ''] of svg.matchAll(/<text x="([\d.]+)" y="(\d+)"[^>]*>([^<]*)</g)) {
    const column = Math.round((Number(x) - 16) / 8.4);
    rows.set(
      y,
      `${(rows.get(y) ?? '').padEnd(column)}${text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')}`,
    );
  }
  return [...rows.values()];
};

const ALARMS = [
  '01-05 08:00:00 high     BUILDING floor 4 wing N room 5 VIBR 1.49 mm/s > 0.8',
  '01-05 08:00:01 critical BUILDING floor 4 wing O room 5 VIBR 3.79 mm/s > 3.5',
  '01-05 08:00:07 critical BUILDING floor 3 wing N room 1 TEMP 7.97 Cel < 16',
];

describe('the picture of README', () => {
  it.skipIf(lacks('tmux'))('is drawn from a run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
    const file = join(folder, 'picture.svg');
    const env = { ...process.env, BUILDING_SIM_DEFAULT_PORT: String(await freePort()) };
    await promisify(execFile)(process.execPath, ['scripts/picture.js', file], { env });
    const rows = textOf(readFileSync(file, 'utf8'));
    rmSync(folder, { recursive: true });
    expect(rows).toEqual(
      expect.arrayContaining(['$ building-sim alarm', ...ALARMS, '160 readings, 3 alarms']),
    );
  });

  it('shows the alarms of today', () => {
    expect(textOf(readFileSync('docs/first-minute.svg', 'utf8'))).toEqual(expect.arrayContaining(ALARMS));
  });
});

describe('terminals as SVG', () => {
  const draw = (...rows: string[]) => terminalsSvg([{ title: 'a < b', rows }], 80);

  it('escape what XML reads as its own', () => {
    expect(draw('x < 1 & "y"')).toContain('>x &lt; 1 &amp; &quot;y&quot;<');
    expect(draw()).toContain('aria-label="a &lt; b"');
  });

  it('keep a colour until it ends, over the ends of rows too', () => {
    const svg = draw('a\x1b[1m\x1b[36mb', 'c\x1b[22md\x1b[31me\x1b[0mf');
    const classes = [...svg.matchAll(/<text x="[\d.]+" y="\d+"(?: class="([a-z ]+)")? textLength/g)];
    expect(classes.map(([, names = '']) => names)).toEqual(['', 'bold cyan', 'bold cyan', 'cyan', 'red', '']);
  });
});
