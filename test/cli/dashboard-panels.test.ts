// Tests the panels of src/page in a real browser: class, room, what if
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lacks } from '../parts.ts';
import { barriers } from './browser.ts';
import { roomOn, useDashboard } from './dashboard-in-browser.ts';
import { startHere } from './run-here.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

/** As `check --report-to` publishes it. */
function checkProgress(exercise: string): string {
  const outcomes = { passed: 4, warning: 0, 'not-seen': 0, skipped: 0, failed: 1 };
  const points = { checks: 13, points: 6, max_points: 16, failing: ['at-limit'] };
  return JSON.stringify({
    type: 'check-progress',
    exercise,
    state: 'running',
    outcomes,
    ...points,
    time: '',
  });
}

describe.skipIf(lacks('chromium-headless-shell'))('the panels of the page', () => {
  const { startDashboard, open, publish, publishNormal } = useDashboard();
  it('shows each student of a class with what is wrong, and every other topic', async () => {
    const { url } = await startDashboard();
    const { page, errors } = await open(url);
    await publish('MIOT/jane/BUILDING/P_2/O/4/TEMP', '31.5');
    await publish('MIOT/joe/BUILDING/P_1/N/1/HUM', '{"value":');
    await publish('lab/door', `open ${HOSTILE}`);
    await publish('MIOT/ann/check', checkProgress(HOSTILE));
    await page.locator('button:has-text("Class and traffic")').click();
    const row = (text: string) => page.locator(`tr:has-text("${text}")`);
    await expect.poll(() => row('MIOT/jane').count()).toBe(1);
    expect(await row('MIOT/jane').locator('td').first().textContent()).toBe('P_2/O/4 TEMP 31.50 Cel');
    expect(await row('MIOT/joe').locator('td').last().textContent()).toBe('1: its JSON is broken');
    expect(await row('lab/door').locator('code').textContent()).toBe(
      'open <img src=x onerror=alert(1)>\\u{202e}',
    );
    await expect.poll(() => row('MIOT/ann/check').count()).toBe(1);
    expect(await row('MIOT/ann/check').locator('td').allTextContents()).toEqual([
      ...['<img src=x onerror=alert(1)>\\u{202e}', 'running', '5 of 13', '4', '6 of 16'],
      ...[expect.stringMatching(/^\d+ s$/), 'at-limit'],
    ]);
    await expect.poll(() => row('clients connected').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.locator('input[type=search]').fill('window');
    await expect.poll(() => row('lab/door').count()).toBe(0);
    await row('MIOT/jane').locator('button').click();
    await expect.poll(() => page.locator('[data-room="MIOT/jane/BUILDING/P_2/O/4"]').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it('names the building of an alarm where there are several, and turns to it', async () => {
    const { url } = await startDashboard();
    const { page } = await open(url);
    for (const student of ['s01', 's02']) await publish(`class/${student}/BUILDING/P_1/N/1/TEMP`, '36');
    const alarm = page.locator('.alarms li:has-text("class/s02/BUILDING floor 1 wing N room 1") .words');
    await expect.poll(() => alarm.count()).toBe(1);
    await alarm.click();
    await expect.poll(() => page.locator('.room h2').textContent()).toContain('class/s02/BUILDING floor 1');
    await expect.poll(() => page.locator('[data-room="class/s02/BUILDING/P_1/N/1"]').count()).toBe(1);
    expect(await page.locator('.building select').inputValue()).toBe('class/s02/BUILDING');
    const button = page.locator(
      'button[aria-label="acknowledge TEMP of class/s02/BUILDING floor 1 wing N room 1"]',
    );
    expect(await button.count()).toBe(1);
  });

  it('injects a fire by a click: its room turns red, and the truth stands beside the alarm and in its file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const truth = join(folder, 'truth.jsonl');
    const building = ['--floors', '2', '--rooms', '2', '--rate', '0.5', '--speed', '300', '--faults', '0'];
    const demo = startHere(['demo', '--listen', '0', ...building, '--truth', truth]);
    onTestFinished(() => void demo.stop());
    const line = await demo.errLine(/in a browser: http/);
    const { page } = await open(line.slice(line.indexOf('http')));
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await roomOn(page, 'P_2/O/1').click();
    await expect
      .poll(() => page.locator('.what-if').textContent())
      .toContain('In truth nothing is wrong here');
    await page.locator('select[aria-label="duration of the fault"]').selectOption('1 day');
    await page.locator('select[aria-label="severity of the fault"]').selectOption('strong');
    await page.locator('.what-if button:has-text("Inject")').click();
    await expect.poll(() => page.locator('.what-if li').textContent()).toContain('fire in the room');
    await expect.poll(() => roomOn(page, 'P_2/O/1').getAttribute('class')).toContain('critical');
    await page.locator('.what-if button:has-text("Inject")').click();
    await expect
      .poll(() => page.locator('.notice').textContent())
      .toBe('not done: the fire there has not ended');
    await page.locator('.what-if button:has-text("Mend")').click();
    await expect.poll(() => page.locator('.what-if li').count()).toBe(0);
    await demo.stop();
    expect(readFileSync(truth, 'utf8')).toMatch(/"fire".*"severity":0\.6/);
  });

  it('scrolls its charts back, and exports what it shows', async () => {
    const { url } = await startDashboard();
    const { page, errors } = await open(url);
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await roomOn(page, 'P_1/N/1').click();
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
});
