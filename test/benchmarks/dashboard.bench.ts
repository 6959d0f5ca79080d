import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../cli/browser.ts';
import { cpuSeconds, type Load, span, startDashboard, startOwnBroker } from './parts/dashboard-programs.ts';
import { median } from './parts/median.ts';
import { pause, startSim, stop } from './parts/programs.ts';
import { quantile, WatchedPage } from './parts/watched-page.ts';

/**
 * The page of the dashboard under load, in Debian's chromium without a graphics card: how soon it shows values, frames,
 * the age of what they show, memory, many tabs, and what all of it costs the programs. Prints Markdown, an aim beside
 * each figure. The default takes 45 minutes; `--seconds 10` makes each part that long.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
const given = values.seconds === undefined ? undefined : Number(values.seconds);
/** In seconds: the building without a page, with one, with a hidden one, with many. */
const SPANS = { alone: given ?? 30, open: given ?? 600, hidden: given ?? 300, tabs: given ?? 30 };
const TABS = 20;
const VISITS = 5;
/** Before the first heap is weighed, the charts and the caches of the browser fill. */
const SETTLE_S = 10;

const FAST: Load = { name: '20,000 readings/s of 384 sensors', rate: 20_000, floors: 4, rooms: 6 };
const LARGE: Load = { name: '1,000 readings/s of 10,000 sensors', rate: 1000, floors: 25, rooms: 25 };

const [load = 0] = loadavg();
print(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, load ${load.toFixed(1)} before; `,
);
print(
  `${SPANS.alone} s without a page, ${SPANS.open} s with one, ${SPANS.hidden} s with a hidden one, ${SPANS.tabs} s with ${TABS}\n`,
);
const browser = await startBrowser();
await measureFirsts(browser);
for (const each of [FAST, LARGE]) await measurePage(each, browser);
await measureTabs(browser);
await measureLoss(browser);
await browser.close();

/** How soon a page shows anything, and values. */
async function measureFirsts(browser: Browser): Promise<void> {
  const programs = await startDashboard();
  await programs.publish({ ...FAST, rate: 400 });
  const firsts: { readonly paintMs: number; readonly valueMs: number }[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const watched = await WatchedPage.open(browser, programs.url);
    firsts.push(await watched.firsts());
    await watched.close();
  }
  heading(`the first moments, median of ${VISITS} visits`);
  row('first paint', median(firsts.map(({ paintMs }) => paintMs)), 'at most 300 ms', 'ms');
  row('first values', median(firsts.map(({ valueMs }) => valueMs)), 'at most 500 ms', 'ms');
  await programs.stop();
}

async function measurePage(each: Load, browser: Browser): Promise<void> {
  const programs = await startDashboard();
  await programs.publish(each);
  const alone = await span(programs, () => pause(SPANS.alone * 1000));
  const watched = await WatchedPage.open(browser, programs.url);
  await pause(Math.min(SPANS.open, SETTLE_S) * 1000);
  const heapBefore = await watched.heapMb();
  await watched.reset();
  const open = await span(programs, () => pause(SPANS.open * 1000));
  const { frames, ages, busyMs, updates } = await watched.figures();
  const heapAfter = await watched.heapMb();
  await watched.setHidden(true);
  await watched.reset();
  const hidden = await span(programs, () => pause(SPANS.hidden * 1000));
  const heapHidden = await watched.heapMb();
  const { updates: whileHidden } = await watched.figures();

  heading(each.name);
  row('frames/s, median', 1000 / quantile(frames, 0.5), 'at least 55');
  row('a frame, 95th percentile', quantile(frames, 0.95), '', 'ms');
  row('main thread of the page', busyMs / SPANS.open / 10, '', '% of a core');
  row('main thread for an update', busyMs / updates, '', 'ms');
  row('age of the oldest value in a message, 99th percentile', quantile(ages, 0.99), 'at most 300 ms', 'ms');
  row('heap of the page, growth', heapAfter - heapBefore, 'less than 10 MB', 'MB');
  row('heap of the page, growth while hidden', heapHidden - heapAfter, 'less than 10 MB', 'MB');
  row('messages to the hidden page', whileHidden, '0');
  row('messages/s without a page', alone.rate);
  row('messages/s with a page', open.rate, 'the same');
  row('messages/s with a hidden page', hidden.rate, 'the same');
  row('CPU of the dashboard without a page', 100 * alone.cpu, '', '% of a core');
  row('CPU that the open page adds', 100 * (open.cpu - alone.cpu), 'at most 10 %', '% of a core');
  await watched.close();
  await programs.stop();
}

/** Many tabs of one dashboard, as in a class where everybody looks. */
async function measureTabs(browser: Browser): Promise<void> {
  const programs = await startDashboard();
  await programs.publish({ ...FAST, rate: 1000 });
  const from = performance.now();
  const tabs = await Promise.all(Array.from({ length: TABS }, () => WatchedPage.open(browser, programs.url)));
  const seconds = (performance.now() - from) / 1000;
  for (const tab of tabs) await tab.reset();
  const { cpu } = await span(programs, () => pause(SPANS.tabs * 1000));
  const figures = await Promise.all(tabs.map((tab) => tab.figures()));
  const slowest = Math.min(...figures.map(({ updates }) => updates)) / SPANS.tabs;
  heading(`${TABS} tabs at 1,000 readings/s of 384 sensors`);
  row('tabs with values', tabs.length, `${TABS}`);
  row('time until all have values', seconds, '', 's');
  row('updates/s of the slowest tab', slowest, '');
  row('CPU of the dashboard', 100 * cpu, '', '% of a core');
  for (const tab of tabs) await tab.close();
  await programs.stop();
}

interface Passed {
  /** Readings a second. */
  readonly published: number;
  /** Of the published readings. */
  readonly heardShare: number;
  /** Microseconds of CPU a reading. */
  readonly publisherUs: number;
  readonly alarmUs: number;
}

/** What a dashboard takes from a publisher and an alarm on the same broker. */
async function measureLoss(browser: Browser): Promise<void> {
  const { broker, where } = await startOwnBroker();
  const alone = await pass(where);
  const programs = await startDashboard(where);
  const beside = await pass(where);
  const watched = await WatchedPage.open(browser, programs.url);
  const seen = await pass(where);
  await watched.close();
  await programs.stop();
  await stop(broker);
  heading('publisher and alarm at 20,000 readings/s, beside a dashboard');
  for (const [words, { published, heardShare }] of [
    ['no dashboard', alone],
    ['a dashboard without a page', beside],
    ['an open page', seen],
  ] as const) {
    const aim = words === 'no dashboard' ? '' : 'at least 99 % of the first';
    row(`published/s: ${words}`, published, aim);
    row(`heard by the alarm: ${words}`, 100 * heardShare, '100 %', '%');
  }
  row(
    'publisher, more CPU a reading without a page',
    percent(beside.publisherUs, alone.publisherUs),
    'at most 1 %',
    '%',
  );
  row('alarm, more CPU a reading without a page', percent(beside.alarmUs, alone.alarmUs), 'at most 1 %', '%');
  row('publisher, more CPU a reading with a page', percent(seen.publisherUs, alone.publisherUs), '', '%');
  row('alarm, more CPU a reading with a page', percent(seen.alarmUs, alone.alarmUs), '', '%');
}

/** Publishes as many readings as there should be in the time, with an alarm that hears them. */
async function pass(where: readonly string[]): Promise<Passed> {
  const count = 20_000 * SPANS.alone;
  const alarm = startSim(['alarm', ...where, '--report', 'events', '--no-color'], { isHeard: true });
  const said = textOf(alarm);
  while (!/^listening to/m.test(said())) await pause(50);
  const alarmBefore = cpuSeconds(alarm);
  const building = ['--floors', '4', '--rooms', '6', '--seed', '7'];
  const from = performance.now();
  const publisher = startSim([
    'publish',
    ...where,
    ...building,
    '--rate',
    '20000',
    '--count',
    `${count}`,
    '--quiet',
  ]);
  let publisherCpu = 0;
  const watching = setInterval(() => {
    publisherCpu = cpuSeconds(publisher);
  }, 100);
  publisher.once('exit', () => clearInterval(watching));
  await once(publisher, 'exit');
  const published = (1000 * count) / (performance.now() - from);
  // Whatever is under way arrives.
  await pause(1000);
  const alarmCpu = cpuSeconds(alarm) - alarmBefore;
  await stop(alarm, 'SIGINT');
  const readings = Number(/^(\d+) readings/m.exec(said())?.[1]);
  return {
    published,
    heardShare: readings / count,
    publisherUs: (1e6 * publisherCpu) / count,
    alarmUs: (1e6 * alarmCpu) / readings,
  };
}

/** All that a program has said so far. */
function textOf({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  return () => text;
}

function percent(value: number, first: number): number {
  return 100 * (value / first - 1);
}

function heading(name: string): void {
  print(`\n| ${name} | measured | aim |`);
  print('|---|---:|---:|');
}

function row(name: string, value: number, aim = '', unit = ''): void {
  print(`| ${name} | ${value.toFixed(Math.abs(value) >= 1000 ? 0 : 1)} ${unit} | ${aim} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
