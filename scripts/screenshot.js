// Makes docs/dashboard.png, README's picture: a building with a fire, its alarms and an open room, in Debian's chromium.
// Takes half a minute: the charts need readings over some time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const OUT = process.argv[2] ?? 'docs/dashboard.png';
const COLOR_SCHEME = process.argv[3] === 'dark' ? 'dark' : 'light';
const MAX_BYTES = 150_000;
const SCENE_MS = 30_000;
const ROOM = 'BUILDING/P_3/E/2';
const FAULTS = `
faults:
  - { type: fire, where: { floor: 3, wing: E, room: 2 }, start: 2m, duration: 1h, params: { kelvinPerMinute: 15 } }
  - { type: window-open, where: { floor: 1, wing: N, room: 4 }, start: 0s, duration: 1h }
  - { type: stuck, where: { floor: 2, wing: O, room: 5, sensor: HUM }, start: 0s, duration: 1h }
`;

const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
writeFileSync(join(folder, 'faults.yaml'), FAULTS);
const port = await freePort();
const env = { ...process.env, BUILDING_SIM_DEFAULT_PORT: String(port) };
const dashboard = start('dashboard', '--listen', '0');
const url = await addressOf(dashboard);
// Fifteen minutes of the building in half a minute.
const publisher = start(
  ...['publish', '--embedded', '--seed', '7', '--start', '2026-01-12T10:00:00Z', '--speed', '30'],
  ...['--every', '20s', '--faults', join(folder, 'faults.yaml')],
);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, colorScheme: COLOR_SCHEME });
await page.goto(url);
await page.locator(`[data-room="${ROOM}"] .cell`).click();
await setTimeout(SCENE_MS);
await page.screenshot({ path: OUT });
await browser.close();
publisher.kill();
dashboard.kill();
rmSync(folder, { recursive: true });
if (statSync(OUT).size > MAX_BYTES) throw new Error(`${OUT} has more than ${MAX_BYTES} bytes`);

function start(/** @type {readonly string[]} */ ...args) {
  return spawn(process.execPath, ['bin/building-sim.js', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** @returns {Promise<string>} the address on the last line of stderr */
async function addressOf(/** @type {import('node:child_process').ChildProcess} */ { stderr }) {
  let text = '';
  for await (const chunk of stderr ?? []) {
    text += String(chunk);
    const found = /http:\S+#t=\S+/.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error(text);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
