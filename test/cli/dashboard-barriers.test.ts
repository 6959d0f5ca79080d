// Tests src/page for barriers in a real browser: axe, sizes of screens, colours
import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { barriers } from './browser.ts';
import { roomOn, useDashboard } from './dashboard-in-browser.ts';

describe.skipIf(lacks('chromium'))('the page has no barriers', () => {
  const { startDashboard, open, publishAll, publishNormal } = useDashboard();
  it.each(['light', 'dark'] as const)(
    'has no barriers in %s: empty, normal, in a flood of alarms',
    async (colorScheme) => {
      const { url } = await startDashboard();
      const { page, errors } = await open(url, { colorScheme });
      await expect.poll(() => page.locator('.empty').textContent()).toContain('No reading has come yet');
      expect(await barriers(page)).toEqual([]);
      await publishNormal();
      await expect.poll(() => page.locator('[role=gridcell]').count()).toBe(16);
      await roomOn(page, 'P_1/N/1').click();
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
    const box = await roomOn(page, 'P_1/N/1').boundingBox();
    expect(box?.width).toBeGreaterThan(20);
  });
});
