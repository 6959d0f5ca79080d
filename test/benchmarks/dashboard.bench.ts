import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src/dashboard/messages.ts';
import { startBrowser } from '../cli/browser.ts';
import { freePort, untilListening } from './parts/mosquitto.ts';
import { pause, startSim, stop } from './parts/programs.ts';

/**
 * The page of the dashboard under load, in Debian's chromium without a graphics card: frames, the age of what they show,
 * memory, and what an open page costs the program. Prints Markdown. The default takes 40 minutes; `--seconds 10` makes
 * each part that long.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
const given = values.seconds === undefined ? undefined : Number(values.seconds);
/** In seconds: the building without a page, with one, and with a hidden one. */
const SPANS = { alone: given ?? 30, open: given ?? 600, hidden: given ?? 300 };

interface Load {
  readonly name: string;
  readonly rate: number;
  readonly floors: number;
  readonly rooms: number;
}

const LOADS: readonly Load[] = [
  { name: '20,000 readings/s of 384 sensors', rate: 20_000, floors: 4, rooms: 6 },
  { name: '1,000 readings/s of 10,000 sensors', rate: 1000, floors: 25, rooms: 25 },
];

const [load = 0] = loadavg();
print(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, load ${load.toFixed(1)} before; `,
);
print(`${SPANS.alone} s without a page, ${SPANS.open} s with one, ${SPANS.hidden} s with a hidden one\n`);
const browser = await startBrowser();
for (const each of LOADS) await measure(each, browser);
await browser.close();

async function measure({ name, rate, floors, rooms }: Load, browser: Browser): Promise<void> {
  const port = await freePort();
  const broker = startSim(['broker', '--port', String(port)]);
  await untilListening(port);
  const where = ['-L', `mqtt://127.0.0.1:${port}`];
  const dashboard = startSim(['dashboard', '--listen', '0', ...where], { isHeard: true });
  const url = await addressOf(dashboard);
  const building = ['--floors', String(floors), '--rooms', String(rooms), '--rate', String(rate)];
  const publisher = startSim(['publish', ...where, ...building, '--quiet']);
  await untilHeard(url, Math.min(rate, 384));

  const alone = await span(url, dashboard, () => pause(SPANS.alone * 1000));
  const { page, memory } = await openWatched(browser, url);
  // The first seconds fill the charts and the caches of the browser.
  await pause(Math.min(SPANS.open, 10) * 1000);
  const heapBefore = await memory();
  await page.evaluate('frames.length = 0; ages.length = 0');
  const open = await span(url, dashboard, () => pause(SPANS.open * 1000));
  const frames = sorted(await page.evaluate<number[]>('frames'));
  const ages = sorted(await page.evaluate<number[]>('ages'));
  const heapAfter = await memory();
  await hide(page);
  const hidden = await span(url, dashboard, () => pause(SPANS.hidden * 1000));
  const heapHidden = await memory();

  print(`| ${name} | measured | aim |`);
  print('|---|---:|---:|');
  row('frames/s, median', 1000 / at(frames, 0.5), 'at least 55');
  row('a frame, 95th percentile', at(frames, 0.95), '', 'ms');
  row('age of the oldest value in a message, 99th percentile', at(ages, 0.99), 'at most 300 ms', 'ms');
  row('heap of the page, growth', heapAfter - heapBefore, 'less than 10 MB', 'MB');
  row('heap of the page, growth while hidden', heapHidden - heapAfter, 'less than 10 MB', 'MB');
  row('messages/s without a page', alone.rate);
  row('messages/s with a page', open.rate, 'the same');
  row('messages/s with a hidden page', hidden.rate, 'the same');
  row('CPU of the dashboard without a page', 100 * alone.cpu, '', '% of a core');
  row('CPU that the open page adds', 100 * (open.cpu - alone.cpu), 'at most 10 %', '% of a core');
  print('');
  await page.context().close();
  for (const child of [publisher, dashboard, broker]) await stop(child);
}

/** The address with the key, from the last line on stderr. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('stderr is not heard');
  for await (const line of createInterface({ input: stderr })) {
    if (/^http:.*#t=/.test(line)) return line;
  }
  throw new Error('the dashboard has ended');
}

/** The number of messages that the dashboard has read so far, and of its sensors. */
async function heard(url: string): Promise<{ readonly readings: number; readonly sensors: number }> {
  const { host, origin, hash } = new URL(url);
  const socket = new WebSocket(`ws://${host}/live`, { origin });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'token', token: hash.slice('#t='.length) }));
  for (;;) {
    const [data] = await once(socket, 'message');
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type !== 'update') continue;
    socket.terminate();
    return { readings: message.status.readings, sensors: message.sensors.length };
  }
}

async function untilHeard(url: string, sensors: number): Promise<void> {
  while ((await heard(url)).sensors < sensors) await pause(200);
}

/** Messages a second, and seconds of CPU a second, of the dashboard during something. */
async function span(url: string, dashboard: ChildProcess, during: () => Promise<void>) {
  const [from, before, cpuBefore] = [performance.now(), await heard(url), cpuSeconds(dashboard)];
  await during();
  const seconds = (performance.now() - from) / 1000;
  const after = await heard(url);
  return {
    rate: (after.readings - before.readings) / seconds,
    cpu: (cpuSeconds(dashboard) - cpuBefore) / seconds,
  };
}

/** From /proc: user and system time, in hundredths of a second. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/**
 * A page that keeps the time between its frames and, for one message in ten, the age of its oldest value at the next
 * frame. Reading these messages a second time is a small part of the page's work.
 */
async function openWatched(browser: Browser, url: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(`
    globalThis.frames = []; globalThis.ages = [];
    let last = performance.now(), count = 0, oldest = Infinity;
    const frame = (now) => {
      frames.push(now - last); last = now;
      if (oldest < Infinity) ages.push(Date.now() - oldest);
      oldest = Infinity;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const Native = WebSocket;
    globalThis.WebSocket = class extends Native {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', ({ data }) => {
          if (count++ % 10 > 0) return;
          const { type, isWhole, values } = JSON.parse(data);
          if (type !== 'update' || isWhole) return;
          for (const [, , atMs, isOld] of values) if (isOld === 0) oldest = Math.min(oldest, atMs);
        });
      }
    };
    Object.defineProperty(document, 'visibilityState', { get: () => globalThis.isHidden ? 'hidden' : 'visible' });
  `);
  await page.goto(url);
  await page.locator('.floor, canvas, [role=grid]').first().waitFor();
  const session = await page.context().newCDPSession(page);
  return { page, memory: () => heapMb(session) };
}

/** The used heap of a page after the collection of garbage. */
async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

function hide(page: Page): Promise<unknown> {
  return page.evaluate(
    "frames.length = 0; ages.length = 0; globalThis.isHidden = true; document.dispatchEvent(new Event('visibilitychange'))",
  );
}

function sorted(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}

function at(numbers: readonly number[], share: number): number {
  return numbers[Math.min(numbers.length - 1, Math.floor(share * numbers.length))] ?? Number.NaN;
}

function row(name: string, value: number, aim = '', unit = ''): void {
  print(`| ${name} | ${value.toFixed(value >= 1000 ? 0 : 1)} ${unit} | ${aim} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
