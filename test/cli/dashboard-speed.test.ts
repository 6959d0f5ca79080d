// Tests the pace of src/page and src/dashboard in a real browser. The bounds are loose, for other programs use the
// machine, too; `npm run bench -- dashboard` measures against the aims.
import { describe, expect, it, onTestFinished } from 'vitest';
import { quantile, WatchedPage } from '../benchmarks/parts/watched-page.ts';
import { lacks } from '../parts.ts';
import { useDashboard } from './dashboard-in-browser.ts';
import { openPage } from './open-page.ts';

/** Updates of a page that are looked at: a second or so. */
const UPDATES = 10;

describe.skipIf(lacks('chromium-headless-shell'))('the pace of the page', () => {
  const { startDashboard, startPublisher, publishOnce, browser } = useDashboard();

  async function watch(url: string): Promise<WatchedPage> {
    const watched = await WatchedPage.open(browser(), url);
    onTestFinished(() => watched.close());
    return watched;
  }

  const updates = async (watched: WatchedPage) => (await watched.figures()).updates;

  it.each([
    ['1,000 readings/s of 384 sensors', 384, ['--floors', '4', '--rooms', '6'], 30],
    ['1,000 readings/s of 10,000 sensors', 10_000, ['--floors', '25', '--rooms', '25'], 60],
  ] as const)('holds at %s', async (_, sensors, building, maxCpuMs) => {
    const { url } = await startDashboard();
    await publishOnce(sensors, ...building);
    startPublisher('--rate', '1000', ...building);
    const watched = await watch(url);
    const { paintMs, valueMs } = await watched.firsts();
    expect(paintMs).toBeLessThan(5000);
    expect(valueMs).toBeLessThan(10_000);
    const heapBefore = await watched.heapMb();
    await watched.reset();
    await expect.poll(() => updates(watched)).toBeGreaterThan(UPDATES);
    const figures = await watched.figures();
    expect(figures.busyMs / figures.updates).toBeLessThan(maxCpuMs);
    expect(figures.frames.length).toBeGreaterThan(UPDATES / 2);
    expect(quantile(figures.ages, 0.5)).toBeLessThan(3000);
    expect((await watched.heapMb()) - heapBefore).toBeLessThan(10);
  });

  it('sends nothing to a hidden page, and all of it to a page that shows again', async () => {
    const { url } = await startDashboard();
    startPublisher('--rate', '1000', '--floors', '1', '--rooms', '2');
    const [watched, other] = [await watch(url), await openPage(url)];
    await watched.setHidden(true);
    // Whatever was under way has come when a later update of another page is there.
    const later = async (count: number) => {
      const before = other.messages.length;
      await expect.poll(() => other.messages.length).toBeGreaterThan(before + count);
    };
    await later(5);
    await watched.reset();
    await later(UPDATES);
    expect(await updates(watched)).toBe(0);
    await watched.setHidden(false);
    await expect.poll(() => updates(watched)).toBeGreaterThan(2);
  });

  it('serves 20 tabs at once', async () => {
    const { url } = await startDashboard();
    await publishOnce(64, '--floors', '2', '--rooms', '2');
    startPublisher('--rate', '100', '--floors', '2', '--rooms', '2');
    const watched = await watch(url);
    const others = await Promise.all(Array.from({ length: 19 }, () => openPage(url)));
    await watched.reset();
    for (const each of others) await expect.poll(() => each.updates().length).toBeGreaterThan(UPDATES);
    for (const each of others) expect(each.updates()[0]?.sensors).toHaveLength(64);
    await expect.poll(() => updates(watched)).toBeGreaterThan(UPDATES);
  });
});
