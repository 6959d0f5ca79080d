// Tests --trace and the ladder of src/page in a real browser, with real clients
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { barriers } from './browser.ts';
import { useDashboard } from './dashboard-in-browser.ts';
import { runHere, startHere } from './run-here.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

describe.skipIf(lacks('chromium-headless-shell'))('the packets of the page', () => {
  const { startDashboard, open, publish } = useDashboard();

  async function startTraced() {
    const { dashboard, url } = await startDashboard('--trace', '0');
    const line = await dashboard.errLine(/^listening on 127\.0\.0\.1:\d+, passing all on to mqtt:/);
    const [, port = ''] = /:(\d+),/.exec(line) ?? [];
    return { url, port, traced: ['-L', `mqtt://127.0.0.1:${port}`] };
  }

  it('are drawn with their exchanges; a click shows fields and bytes, a button saves them', async () => {
    const { url, traced } = await startTraced();
    const { page, errors } = await open(url);
    await page.locator('button:has-text("Packets")').click();
    await expect.poll(() => page.locator('.ladder .quiet').textContent()).toContain('is drawn here');
    await runHere(['publish', ...traced, '-t', 'lab/x', '-m', HOSTILE, '-q', '2', '-u', 'jane', '-P', 'pw']);
    const row = (text: string) => page.locator(`.rung:has-text("${text}")`);
    await expect.poll(() => row('closed').count()).toBe(1);
    const texts = await page.locator('.rung .label').allTextContents();
    expect(texts.map((text) => text.split(' ')[0])).toEqual([
      ...['opened', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP', 'DISCONNECT', 'closed'],
    ]);
    expect(texts[1]).toContain('user "••••"');
    expect(texts[3]).toContain('lab/x  <img src=x onerror=alert(1)>\\u{202e}');
    await row('PUBREL').click();
    await expect.poll(() => page.locator('.packet').textContent()).toContain('62');
    expect(await page.locator('.packet h2').textContent()).toBe('PUBREL');
    await expect.poll(() => page.locator('.rung.joined').count()).toBe(4);
    expect(await row('PUBREL').getAttribute('aria-selected')).toBe('true');
    const qos2 = page.locator('.packets tr:has-text("QoS 2")').first();
    const counts = async () => (await qos2.locator('td').allTextContents()).slice(0, 2);
    await expect.poll(counts).toEqual(['1', '4']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('button:has-text("pcapng")').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^packets-[\dT-]+\.pcapng$/);
    const file = readFileSync(await download.path());
    expect(file.subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
    expect(file.includes('lab/x')).toBe(true);
    expect(await barriers(page)).toEqual([]);
    // A page at 200 %
    await page.setViewportSize({ width: 640, height: 400 });
    const width = async () => (await page.locator('.rungs').boundingBox())?.width;
    await expect.poll(width).toBeGreaterThan(500);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });

  it('are walked by the keyboard, stand still in a pause, and are those of one client if asked', async () => {
    const { url, traced } = await startTraced();
    const { page } = await open(url);
    await page.locator('button:has-text("Packets")').click();
    await publish('lab/a', '1', traced);
    await publish('lab/b', '2', traced);
    const row = (text: string) => page.locator(`.rung:has-text("${text}")`);
    await expect.poll(() => row('closed').count()).toBe(2);
    await page.locator('[role=listbox]').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => page.locator('.packet h2').textContent()).toBe('CONNECT');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.packet h2').textContent()).toBe('CONNACK');
    const choice = page.locator('.choice select');
    await expect.poll(() => choice.locator('option').count()).toBe(3);
    await page.keyboard.press(' ');
    await publish('lab/c', '3', traced);
    await choice.selectOption({ index: 1 });
    expect(await row('lab/c').count()).toBe(0);
    await page.locator('button:has-text("Resume")').click();
    await expect.poll(() => row('lab/b').count()).toBe(1);
    expect(await row('lab/a').count()).toBe(0);
    await choice.selectOption('0');
    await expect.poll(() => row('lab/c').count()).toBe(1);
  });

  it('of a hostile client leave the page alive, and a flood is drawn in part', async () => {
    const { url, traced, port } = await startTraced();
    const { page, errors } = await open(url);
    await page.locator('button:has-text("Packets")').click();
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(Buffer.from('100c00044d5154540402003c0000', 'hex'));
    socket.end(Buffer.from(`82ffffff7f${'00'.repeat(1000)}`, 'hex'));
    await expect.poll(() => page.locator('.rung.faulty').count()).toBeGreaterThan(0);
    const flood = ['--rate', 'max', '--count', '3000', '--qos', '1'];
    await runHere(['publish', ...traced, ...flood]);
    await expect.poll(() => page.locator('.ladder h2').textContent()).toContain('2 connections');
    await expect.poll(() => page.locator('.rung:has-text("DISCONNECT")').count()).toBe(1);
    await page.locator('.rungs').hover();
    await page.mouse.wheel(0, -500);
    await expect.poll(() => page.locator('.follow').count()).toBe(1);
    expect(await page.locator('.rung').count()).toBeLessThan(100);
    expect(errors).toEqual([]);
  });

  it('of the clients of demo are drawn, too', async () => {
    const demo = startHere(['demo', '--listen', '0', '--rate', '20', '--faults', '0']);
    const line = await demo.errLine(/in a browser: http/);
    const { page } = await open(line.slice(line.indexOf('http')));
    await page.locator('button:has-text("Packets")').click();
    await expect.poll(() => page.locator('.ladder h2').textContent()).toContain('2 connections');
    await expect.poll(() => page.locator('.rung.from-client:has-text("PUBLISH")').count()).toBeGreaterThan(3);
    await expect.poll(() => page.locator('.rung.from-broker:has-text("PUBLISH")').count()).toBeGreaterThan(3);
    expect((await demo.stop()).code).toBe(143);
  });
});
