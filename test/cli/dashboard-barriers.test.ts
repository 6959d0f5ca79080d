// Tests src/page for barriers in a real browser: axe, sizes of screens, colours
import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { barriers } from './browser.ts';
import { roomOn, useDashboard } from './dashboard-in-browser.ts';

describe.skipIf(lacks('chromium-headless-shell'))('the page has no barriers', () => {
  const { startDashboard, open, publish, publishAll, publishNormal } = useDashboard();
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
    ['a phone', { width: 390, height: 844 }],
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

  it.each(['light', 'dark'] as const)(
    'tells the states of alarms apart in grey, in %s',
    async (colorScheme) => {
      const { url } = await startDashboard();
      const { page } = await open(url, { colorScheme });
      await publishNormal();
      const states = {
        'P_1/N/1': '20',
        'P_1/S/1': '35',
        'P_1/E/1': '28',
        'P_1/O/1': '17',
        'P_2/N/1': 'no number',
        'P_2/S/1': '35',
      };
      for (const [place, value] of Object.entries(states)) await publish(`BUILDING/${place}/TEMP`, value);
      const name = (place: string) => roomOn(page, place).locator('.cell').getAttribute('aria-label');
      await expect.poll(() => name('P_2/S/1')).toContain('critical alarm, not acknowledged');
      await page.locator('button[aria-label="acknowledge TEMP of floor 2 wing S room 1"]').click();
      await expect.poll(() => name('P_2/S/1')).toContain('critical alarm;');
      await expect.poll(() => name('P_2/N/1')).toContain('invalid');
      const pictures: string[] = [];
      for (const place of Object.keys(states)) {
        pictures.push((await roomOn(page, place).locator('.cell').screenshot()).toString('base64'));
      }
      const greys = await page.evaluate<number[][]>(`Promise.all(${JSON.stringify(pictures)}.map(${GREYS}))`);
      const alike = greys.flatMap((one, i) =>
        greys.slice(i + 1).flatMap((other, k) => {
          const share = differingShare(one, other);
          return share < 0.05 ? [`${i} and ${i + 1 + k}: ${share}`] : [];
        }),
      );
      expect(alike).toEqual([]);
    },
  );
});

/** In the page: the greys of a picture in one size, 0 to 255 (Rec. 601, as a printer weighs colours). */
const GREYS = `async (picture) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + picture;
  await image.decode();
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, 32, 32);
  const { data } = context.getImageData(0, 0, 32, 32);
  return Array.from({ length: 32 * 32 }, (_, i) =>
    0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]);
}`;

/** The share of pixels with a clearly different grey. */
function differingShare(one: readonly number[], other: readonly number[]): number {
  return one.filter((grey, i) => Math.abs(grey - (other[i] ?? 0)) > 50).length / one.length;
}
