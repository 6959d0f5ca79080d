// Tests src/page in a real browser, with a real broker and messages
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import { lacks } from '../parts.ts';
import { barriers } from './browser.ts';
import { roomOn, useDashboard } from './dashboard-in-browser.ts';

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

describe.skipIf(lacks('chromium-headless-shell'))('the page in a browser', () => {
  const { startDashboard, open, publish, publishNormal, publishOnce } = useDashboard();
  const name = (page: Page, place: string) => roomOn(page, place).locator('.cell').getAttribute('aria-label');

  it('shows an alarm by colour, shape and word, and in the name of its room', async () => {
    const { url } = await startDashboard();
    const { page, errors, hosts } = await open(url);
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    expect(await name(page, 'P_2/O/1')).toMatch(/^floor 2 wing O room 1, TEMP 20.0 Cel, normal; HUM 50/);
    await publish('BUILDING/P_2/O/1/TEMP', '31.4');
    const tile = roomOn(page, 'P_2/O/1');
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
    await roomOn(page, 'P_1/N/1').locator('.cell').focus();
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
    await expect.poll(() => roomOn(other, 'P_1/S/2').getAttribute('class')).not.toContain('critical');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.room').count()).toBe(0);
  });

  it('turns to the values of a kind by a key, and stands still in a pause', async () => {
    const { url } = await startDashboard();
    const { page } = await open(url);
    await publishNormal();
    await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
    await page.keyboard.press('v');
    await expect.poll(() => roomOn(page, 'P_1/N/1').locator('.value').textContent()).toBe('20.0');
    expect(await roomOn(page, 'P_1/N/1').getAttribute('class')).toMatch(/valued s\d+/);
    await page.keyboard.press(' ');
    await expect.poll(() => page.locator('.notice').textContent()).toContain('Paused');
    await publish('BUILDING/P_1/N/1/TEMP', '25');
    await publish('BUILDING/P_1/N/2/TEMP', '31');
    expect(await roomOn(page, 'P_1/N/1').locator('.value').textContent()).toBe('20.0');
    await page.keyboard.press(' ');
    await expect.poll(() => roomOn(page, 'P_1/N/1').locator('.value').textContent()).toBe('25.0');
    expect(await roomOn(page, 'P_1/N/2').getAttribute('class')).toContain('of-critical');
  });

  it('draws many rooms on a canvas, and is worked by the keyboard there, too', async () => {
    const { url } = await startDashboard();
    const { page, errors } = await open(url);
    await publishOnce(1600, '--floors', '1', '--rooms', '400', '--sensor', 'TEMP', '--range', 'TEMP=20..20');
    const canvas = page.locator('.floor canvas');
    await expect.poll(() => canvas.count()).toBe(1);
    await expect.poll(() => canvas.getAttribute('aria-rowcount')).toBe('4');
    await canvas.focus();
    const cell = () => page.locator('[role=gridcell]').textContent();
    expect(await cell()).toBe('floor 1 wing N room 1, TEMP 20.0 Cel, normal');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect.poll(cell).toContain('floor 1 wing S room 2');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.room h2').textContent()).toContain('floor 1 wing S room 2');
    expect(errors).toEqual([]);
  });

  it('shows one of many floors, and the others small, with their alarms', async () => {
    const { url } = await startDashboard();
    const { page } = await open(url);
    await publishOnce(40, '--floors', '10', '--rooms', '1', '--sensor', 'TEMP', '--range', 'TEMP=20..20');
    await publish('BUILDING/P_7/S/1/TEMP', '31');
    const small = page.locator('.thumbnail');
    await expect.poll(() => small.count()).toBe(10);
    await expect.poll(() => small.nth(6).textContent()).toBe('Floor 7▲ 1');
    expect(await small.nth(6).locator('rect.critical').count()).toBe(1);
    expect(await small.nth(0).textContent()).toBe('Floor 1normal');
    expect(await barriers(page)).toEqual([]);
    await small.nth(6).click();
    await expect.poll(() => page.locator('.floor figcaption').allTextContents()).toEqual(['Floor 7']);
  });

  it('says in words when it does not show the present', async () => {
    const own = await createBroker();
    const { port } = await own.listen({ host: '127.0.0.1', port: 0 });
    const { dashboard, url } = await startDashboard('-L', `mqtt://127.0.0.1:${port}`);
    const { page } = await open(url);
    const notice = () => page.locator('.notice').textContent();
    await expect.poll(() => page.locator('.state').textContent()).toContain('connected to');
    await own.close();
    await expect.poll(notice).toBe('The broker is gone: these values are old.');
    await dashboard.stop();
    await expect.poll(notice).toBe('Connection to the dashboard lost: these values are old.');
  });

  it('comes again if it was too busy to show its key in time', async () => {
    const { url } = await startDashboard();
    const { page } = await open('about:blank');
    await page.addInitScript(`
      const { send } = WebSocket.prototype;
      let first;
      WebSocket.prototype.send = function (data) {
        first ??= this;
        if (this !== first) send.call(this, data);
      };
    `);
    await page.goto(url);
    await expect.poll(() => page.locator('.state').textContent()).toContain('connected');
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
