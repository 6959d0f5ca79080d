// Tests src/page in a real browser, with a real broker and messages
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { lacks } from '../parts.ts';
import { barriers, startBrowser, visit } from './browser.ts';
import { runHere, startHere } from './run-here.ts';

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/#t=/;
const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

it('the page is at most 60 kB, compressed', () => {
  const folder = join('dist', 'page');
  const sizes = readdirSync(folder)
    .filter((name) => name.endsWith('.gz'))
    .map((name) => statSync(join(folder, name)).size);
  expect(sizes).toHaveLength(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
});

it("README's picture of the page is small", () => {
  expect(statSync(join('docs', 'dashboard.png')).size).toBeLessThan(150_000);
});

describe.skipIf(lacks('chromium'))('the page in a browser', () => {
  let browser: Browser;
  let broker: Broker;
  let where: readonly string[];

  beforeAll(async () => {
    broker = await createBroker();
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    where = ['-L', `mqtt://127.0.0.1:${port}`];
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await broker?.close();
  });

  /** A dashboard until the end of the test. */
  const startDashboard = () => startDashboardOf(where);
  async function startDashboardOf(place: readonly string[]) {
    const dashboard = startHere(['dashboard', '--listen', '0', ...place]);
    onTestFinished(() => void dashboard.stop());
    const url = await dashboard.errLine(ADDRESS);
    return { dashboard, url };
  }

  async function open(url: string, options: Parameters<typeof visit>[2] = {}) {
    const visited = await visit(browser, url, options);
    onTestFinished(() => visited.page.context().close());
    return visited;
  }

  const publish = (topic: string, value: string) =>
    runHere(['publish', ...where, '-t', topic, '-m', value, '-q', '1']);
  /** Every sensor of two floors with two rooms a wing once. */
  const publishAll = (...ranges: readonly string[]) => {
    const building = ['--floors', '2', '--rooms', '2', ...ranges.flatMap((range) => ['--range', range])];
    const once = ['--every', '1s', '--speed', 'max', '--count', '64', '--faults', '0'];
    return runHere(['publish', ...where, ...building, ...once]);
  };
  const publishNormal = () => publishAll('TEMP=20..20', 'HUM=50..50', 'LUX=300..300', 'VIBR=0..0');
  const room = (page: Page, place: string) => page.locator(`[data-room="BUILDING/${place}"]`);
  const name = (page: Page, place: string) => room(page, place).locator('.cell').getAttribute('aria-label');

  it('shows an alarm by colour, shape and word, and in the name of its room', async () => {
    const { url } = await startDashboard();
    const { page, errors, hosts } = await open(url);
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    expect(await name(page, 'P_2/O/1')).toMatch(/^floor 2 wing O room 1, TEMP 20.0 Cel, normal; HUM 50/);
    await publish('BUILDING/P_2/O/1/TEMP', '31.4');
    const tile = room(page, 'P_2/O/1');
    await expect.poll(() => tile.textContent()).toBe('1▲TEMP');
    expect(await tile.getAttribute('class')).toContain('critical');
    expect(await tile.locator('.ring').count()).toBe(1);
    expect(await name(page, 'P_2/O/1')).toContain('TEMP 31.4 Cel, critical alarm, not acknowledged');
    expect(await page.locator('.alarms h2').textContent()).toBe('1 alarm, 1 not acknowledged');
    expect(errors).toEqual([]);
    expect([...hosts]).toEqual([new URL(url).host]);
    expect(page.url()).not.toContain('t=');
  });

  it('is worked by the keyboard alone: a room opened, its alarm acknowledged for every page', async () => {
    const { url } = await startDashboard();
    const { page } = await open(url);
    const { page: other } = await open(url);
    await publishNormal();
    await publish('BUILDING/P_1/S/2/TEMP', '35');
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await room(page, 'P_1/N/1').locator('.cell').focus();
    const focused = () => page.evaluate('document.activeElement.parentElement.dataset.room');
    for (const [key, place] of [
      ['ArrowRight', 'P_1/N/2'],
      ['ArrowRight', 'P_1/S/1'],
      ['ArrowLeft', 'P_1/N/2'],
      ['ArrowDown', 'P_1/S/2'],
      ['End', 'P_1/O/2'],
      ['Home', 'P_1/N/1'],
      ['ArrowDown', 'P_1/S/1'],
      ['ArrowRight', 'P_1/S/2'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focused()).toBe(`BUILDING/${place}`);
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.room h2').textContent()).toContain('floor 1 wing S room 2');
    await expect.poll(() => page.locator('.room .chart canvas').count()).toBe(4);
    const table = page.locator('.room summary').first();
    await table.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.room table td').first().textContent()).toBe('20.00');
    await page.locator('button[aria-label="acknowledge TEMP of floor 1 wing S room 2"]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => name(other, 'P_1/S/2')).toMatch(/TEMP 35.0 Cel, critical alarm;/);
    await page.locator('select[aria-label="shelve TEMP of floor 1 wing S room 2"]').selectOption('1h');
    await expect.poll(() => name(other, 'P_1/S/2')).toContain('critical alarm, shelved');
    await expect.poll(() => room(other, 'P_1/S/2').getAttribute('class')).not.toContain('critical');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.room').count()).toBe(0);
  });

  it('turns to the values of a kind by a key, and stands still in a pause', async () => {
    const { url } = await startDashboard();
    const { page } = await open(url);
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await page.keyboard.press('v');
    await expect.poll(() => room(page, 'P_1/N/1').locator('.value').textContent()).toBe('20.0');
    expect(await room(page, 'P_1/N/1').getAttribute('class')).toMatch(/valued s\d+/);
    await page.keyboard.press(' ');
    await expect.poll(() => page.locator('.notice').textContent()).toContain('Paused');
    await publish('BUILDING/P_1/N/1/TEMP', '25');
    await publish('BUILDING/P_1/N/2/TEMP', '31');
    expect(await room(page, 'P_1/N/1').locator('.value').textContent()).toBe('20.0');
    await page.keyboard.press(' ');
    await expect.poll(() => room(page, 'P_1/N/1').locator('.value').textContent()).toBe('25.0');
    expect(await room(page, 'P_1/N/2').getAttribute('class')).toContain('of-critical');
  });

  it('shows each student of a class with what is wrong, and every other topic', async () => {
    const { url } = await startDashboard();
    const { page, errors } = await open(url);
    await publish('MIOT/jane/BUILDING/P_2/O/4/TEMP', '31.5');
    await publish('MIOT/joe/BUILDING/P_1/N/1/HUM', '{"value":');
    await publish('lab/door', `open ${HOSTILE}`);
    await page.locator('button:has-text("Class and traffic")').click();
    const row = (text: string) => page.locator(`tr:has-text("${text}")`);
    await expect.poll(() => row('MIOT/jane').count()).toBe(1);
    expect(await row('MIOT/jane').locator('td').first().textContent()).toBe('P_2/O/4 TEMP 31.50 Cel');
    expect(await row('MIOT/joe').locator('td').last().textContent()).toBe('1: its JSON is broken');
    expect(await row('lab/door').locator('code').textContent()).toBe(
      'open <img src=x onerror=alert(1)>\\u{202e}',
    );
    expect(await barriers(page)).toEqual([]);
    await page.locator('input[type=search]').fill('window');
    await expect.poll(() => row('lab/door').count()).toBe(0);
    await row('MIOT/jane').locator('button').click();
    await expect.poll(() => page.locator('[data-room="MIOT/jane/BUILDING/P_2/O/4"]').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it('injects a fire by a click: its room turns red, and the truth stands beside the alarm and in its file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const truth = join(folder, 'truth.jsonl');
    const building = ['--floors', '2', '--rooms', '2', '--rate', '5', '--speed', '10', '--faults', '0'];
    const demo = startHere(['demo', '--listen', '0', ...building, '--truth', truth]);
    onTestFinished(() => void demo.stop());
    const line = await demo.errLine(/in a browser: http/);
    const { page } = await open(line.slice(line.indexOf('http')));
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await room(page, 'P_2/O/1').click();
    await expect
      .poll(() => page.locator('.what-if').textContent())
      .toContain('In truth nothing is wrong here');
    await page.locator('.what-if button:has-text("Inject")').click();
    await expect.poll(() => page.locator('.what-if li').textContent()).toContain('fire in the room');
    await expect.poll(() => room(page, 'P_2/O/1').getAttribute('class')).toContain('critical');
    await page.locator('.what-if button:has-text("Inject")').click();
    await expect
      .poll(() => page.locator('.notice').textContent())
      .toBe('not done: the fire there has not ended');
    await page.locator('.what-if button:has-text("Mend")').click();
    await expect.poll(() => page.locator('.what-if li').count()).toBe(0);
    await demo.stop();
    expect(readFileSync(truth, 'utf8')).toContain('"fire"');
  });

  it('scrolls its charts back, and exports what it shows', async () => {
    const { url } = await startDashboard();
    const { page, errors } = await open(url);
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await room(page, 'P_1/N/1').click();
    await expect.poll(() => page.locator('.room .chart canvas').count()).toBe(4);
    const time = page.locator('.chart-time');
    await time.locator('select').selectOption('5 minutes');
    expect(await time.locator('button:has-text("Later")').isDisabled()).toBe(true);
    await time.locator('button:has-text("Earlier")').click();
    await time.locator('button:has-text("Later")').click();
    await expect.poll(() => time.locator('button:has-text("Later")').isDisabled()).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('button:has-text("Export")').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^dashboard-[\dT-]+\.jsonl$/);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    const objects = lines.map((line) => JSON.parse(line));
    expect(objects.filter(({ type }) => type === 'sensor')).toHaveLength(64);
    expect(objects.filter(({ type }) => type === 'point').map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['BUILDING/P_1/N/1/TEMP', 'BUILDING/P_1/N/1/VIBR']),
    );
    expect(errors).toEqual([]);
  });

  it('shows hostile topics and reasons as text', async () => {
    const { url } = await startDashboard();
    const { page, errors } = await open(url);
    await publish('BUILDING/P_1/N/1/TEMP', '21');
    await publish(`${HOSTILE}/BUILDING/P_1/N/1/TEMP`, '31');
    await publish(`${HOSTILE}/BUILDING/P_1/N/1/HUM`, `{"value":"${HOSTILE}"}`);
    await expect.poll(() => page.locator('header select option').count()).toBe(2);
    const texts = await page.locator('header select option').allTextContents();
    expect(texts).toContain('<img src=x onerror=alert(1)>\\u{202e}/BUILDING');
    await page
      .locator('header select')
      .selectOption({ index: texts.findIndex((text) => text.startsWith('<')) });
    await page.locator('[role=gridcell]').first().click();
    await expect.poll(() => page.locator('.room').textContent()).toContain('1 unreadable');
    expect(await page.locator('img').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has no barriers in %s: empty, normal, in a flood of alarms',
    async (colorScheme) => {
      const { url } = await startDashboard();
      const { page, errors } = await open(url, { colorScheme });
      await expect.poll(() => page.locator('.empty').textContent()).toContain('No reading has come yet');
      expect(await barriers(page)).toEqual([]);
      await publishNormal();
      await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
      await room(page, 'P_1/N/1').click();
      await expect.poll(() => page.locator('.room .chart canvas').count()).toBe(4);
      expect(await barriers(page)).toEqual([]);
      await publishAll('TEMP=40..50', 'HUM=90..95', 'LUX=3000..9000', 'VIBR=2..3');
      await expect.poll(() => page.locator('.alarms li').count()).toBeGreaterThan(30);
      expect(await barriers(page)).toEqual([]);
      await page.locator('button:has-text("TEMP")').first().click();
      expect(await barriers(page)).toEqual([]);
      expect(errors).toEqual([]);
    },
  );

  it.each([
    ['a projector', { width: 1024, height: 768 }],
    ['a page at 200 %', { width: 640, height: 400 }],
  ])('fits %s without scrolling sideways', async (_, viewport) => {
    const { url } = await startDashboard();
    const { page } = await open(url, { viewport });
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    const box = await room(page, 'P_1/N/1').boundingBox();
    expect(box?.width).toBeGreaterThan(20);
  });

  it('says in words when it does not show the present', async () => {
    const own = await createBroker();
    const { port } = await own.listen({ host: '127.0.0.1', port: 0 });
    const { dashboard, url } = await startDashboardOf(['-L', `mqtt://127.0.0.1:${port}`]);
    const { page } = await open(url);
    const notice = () => page.locator('.notice').textContent();
    await expect.poll(() => page.locator('.state').textContent()).toContain('connected to');
    await own.close();
    await expect.poll(notice).toBe('The broker is gone: these values are old.');
    await dashboard.stop();
    await expect.poll(notice).toBe('Connection to the dashboard lost: these values are old.');
  });

  it('says what to do without a key, and with a key of another run', async () => {
    const { url } = await startDashboard();
    const state = (page: Page) => page.locator('.state').textContent();
    const { page } = await open(url.replace(/#.*/, ''));
    await expect.poll(() => state(page)).toContain('this address has no key');
    const { page: other } = await open(url.replace(/t=.*/, 't=AAAAAAAAAAAAAAAAAAAAAA'));
    await expect.poll(() => state(other)).toContain('is not that of the running dashboard');
    expect(await other.locator('[role=gridcell]').count()).toBe(0);
  });
});
