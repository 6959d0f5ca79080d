// Draws README's picture from a real run: alarm and publish in two terminals of tmux, 80 columns wide.
// usage: node scripts/picture.js [FILE]   (after npm run build; needs tmux)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { terminalsSvg } from './picture/svg.js';

const COLUMNS = 80;
/** Rows of the upper and the lower terminal. */
const ROWS = [15, 12];
const MAX_WAIT_MS = 100_000;

const COUNT = 160;
// The seed has alarms among its first readings.
const PUBLISH = `building-sim publish --rate 20 --seed 7 --start 2026-01-05T08:00:00Z --count ${COUNT}`;
const ALARM = 'building-sim alarm';

const file = process.argv[2] ?? 'docs/first-minute.svg';
const folder = mkdtempSync(join(tmpdir(), 'building-sim-picture-'));
const tmux = (/** @type {string[]} */ ...args) =>
  execFileSync('tmux', ['-L', folder.replaceAll('/', '-'), '-f', '/dev/null', ...args], { encoding: 'utf8' });

try {
  const call = `#!/bin/sh\nexec node '${resolve('bin/building-sim.js')}' "$@"\n`;
  writeFileSync(join(folder, 'building-sim'), call, { mode: 0o755 });
  startTerminals();
  tmux('send-keys', '-t', 'picture.0', ALARM, 'Enter');
  await seen(0, /listening to/);
  tmux('send-keys', '-t', 'picture.1', PUBLISH, 'Enter');
  await seen(1, /^published /m);
  await seen(0, new RegExp(`^${COUNT} readings`, 'm'));
  const terminals = [ALARM, PUBLISH].map((title, pane) => ({ title, rows: rowsOf(pane) }));
  writeFileSync(file, terminalsSvg(terminals, COLUMNS));
} finally {
  tmux('kill-server');
  rmSync(folder, { recursive: true, force: true });
}

function startTerminals() {
  const { BUILDING_SIM_DEFAULT_PORT: port } = process.env;
  const environment = {
    TERM: 'screen-256color',
    PATH: `${folder}:${process.env.PATH}`,
    PS1: '$ ',
    TZ: 'UTC',
    ...(port !== undefined && { BUILDING_SIM_DEFAULT_PORT: port }),
  };
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const shell = ['env', '-u', 'NO_COLOR', ...variables, 'bash', '--norc', '--noprofile'];
  const rows = ROWS.reduce((sum, some) => sum + some + 1, 0);
  const size = ['-x', String(COLUMNS), '-y', String(rows)];
  tmux('new-session', '-d', '-s', 'picture', ...size, ...shell);
  tmux('split-window', '-v', '-l', String(ROWS[1]), '-t', 'picture', ...shell);
}

/** Waits for a text in a terminal. */
async function seen(/** @type {number} */ pane, /** @type {RegExp} */ pattern) {
  const endMs = Date.now() + MAX_WAIT_MS;
  while (!pattern.test(tmux('capture-pane', '-p', '-t', `picture.${pane}`))) {
    if (Date.now() > endMs)
      throw new Error(`no ${pattern} in:\n${tmux('capture-pane', '-p', '-t', `picture.${pane}`)}`);
    await sleep(100);
  }
}

/** The rows of a terminal with their colours, without the empty ones at the end. */
function rowsOf(/** @type {number} */ pane) {
  return tmux('capture-pane', '-e', '-p', '-t', `picture.${pane}`).trimEnd().split('\n');
}
