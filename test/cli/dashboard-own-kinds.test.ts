// Tests src/page in a real browser: kinds of sensor of a layout file
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { barriers } from './browser.ts';
import { useDashboard } from './dashboard-in-browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-page-kinds-'));
afterAll(() => rmSync(folder, { recursive: true }));
const LAYOUT = join(folder, 'house.yaml');
writeFileSync(
  LAYOUT,
  `building: EPS
kinds:
  - { kind: NOISE, quantity: sound level, unit: dB, quantum: 0.1, range: [20, 120], limits: { level: high, above: 75 }, model: { type: constant, value: 40 } }
  - { kind: FLOW, unit: m3/h, quantum: 0.5, range: [0, 50], limits: { level: high, above: 5 }, model: { type: constant, value: 7 } }
rooms: [{ floor: 1, wing: N, room: 1-2, sensor: [TEMP, NOISE, FLOW] }]
`,
);

describe.skipIf(lacks('chromium-headless-shell'))('kinds of a layout file on the page', () => {
  const { startDashboard, open, publishOnce } = useDashboard();

  it('have names, units, ranges and limits, as the built-in kinds', async () => {
    const { url } = await startDashboard('--layout', LAYOUT);
    const { page, errors } = await open(url);
    expect((await publishOnce(6, '--layout', LAYOUT)).code).toBe(0);
    const room = page.locator('[data-room="EPS/P_1/N/2"]');
    const label = () => room.locator('.cell').getAttribute('aria-label');
    await expect.poll(label).toContain('NOISE 40.0 dB, normal');
    await expect.poll(label).toContain('FLOW 7.0 m3/h, high alarm, not acknowledged');
    await expect.poll(() => page.locator('.alarms h2').textContent()).toBe('2 alarms, 2 not acknowledged');

    await page.locator('.legend button:text-is("NOISE")').click();
    const scale = page.locator('.scale');
    expect(await scale.getAttribute('aria-label')).toBe('sound level: 20 to 88.75 dB, dark to light');
    await expect.poll(() => room.textContent()).toContain('40.0');

    // The words of a chart's limits are only on its canvas.
    await page.evaluate(`
      globalThis.drawn = new Set();
      const draw = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        globalThis.drawn.add(text);
        return draw.call(this, text, ...rest);
      };`);
    await room.locator('.cell').click();
    const sensor = (kind: string) => page.locator(`.room article:has(h3:has-text("${kind}"))`);
    await expect.poll(() => sensor('NOISE').locator('h3').textContent()).toBe('NOISE sound level40.0 dB');
    await expect.poll(() => sensor('FLOW').locator('h3').textContent()).toContain('FLOW flow7.0 m3/h');
    await expect.poll(() => page.evaluate('[...drawn]')).toContain('high > 5');
    await sensor('NOISE').locator('summary').click();
    await expect
      .poll(() => sensor('NOISE').locator('thead th').allTextContents())
      .toEqual(['from', 'least (dB)', 'most (dB)']);
    expect(await barriers(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});
