import type { Browser, CDPSession, Page } from 'playwright-core';

/**
 * Keeps, in a page: the time between its frames; for one message in ten, the age of its oldest value at the next frame;
 * the count of messages; and the time of the first value on show. Reading these messages a second time is a small part
 * of the page's work.
 */
const WATCH = `
  globalThis.frames = []; globalThis.ages = []; globalThis.updates = 0; globalThis.firstValueMs = undefined;
  let last = performance.now(), count = 0, oldest = Infinity;
  const frame = (now) => {
    frames.push(now - last); last = now;
    if (oldest < Infinity) ages.push(Date.now() - oldest);
    oldest = Infinity;
    if (firstValueMs === undefined && document.querySelector('.tile, .floor canvas')) firstValueMs = performance.now();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        updates++;
        if (count++ % 10 > 0) return;
        const { type, isWhole, values } = JSON.parse(data);
        if (type !== 'update' || isWhole) return;
        for (const [, , atMs, isOld] of values) if (isOld === 0) oldest = Math.min(oldest, atMs);
      });
    }
  };
  Object.defineProperty(document, 'visibilityState', { get: () => globalThis.isHidden ? 'hidden' : 'visible' });
`;

/** What a page did since the last `reset`. */
export interface PageFigures {
  /** Milliseconds between frames, ascending. */
  readonly frames: readonly number[];
  /** Milliseconds from the arrival of a value at the program to its frame, ascending. */
  readonly ages: readonly number[];
  /** Messages of the server. */
  readonly updates: number;
  /** Milliseconds of CPU of the main thread. */
  readonly busyMs: number;
}

/** A page in a browser that is watched from its start. */
export class WatchedPage {
  readonly page: Page;
  readonly #session: CDPSession;
  #busyMs = 0;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
  }

  /** Opens a page and waits for its first value. */
  static async open(browser: Browser, url: string): Promise<WatchedPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(WATCH);
    await page.goto(url);
    await page.locator('.tile, .floor canvas').first().waitFor({ state: 'attached' });
    await page.evaluate('new Promise(requestAnimationFrame)');
    const session = await page.context().newCDPSession(page);
    // In ticks of the thread: other programs on the machine do not count.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new WatchedPage(page, session);
  }

  /** Milliseconds from the request of the page: the first paint, and the first value on show. */
  async firsts(): Promise<{ readonly paintMs: number; readonly valueMs: number }> {
    const paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    return this.page.evaluate(`({ paintMs: ${paint} ?? NaN, valueMs: firstValueMs })`);
  }

  async reset(): Promise<void> {
    this.#busyMs = await this.#taskMs();
    await this.page.evaluate('frames.length = 0; ages.length = 0; updates = 0');
  }

  async figures(): Promise<PageFigures> {
    const busyMs = (await this.#taskMs()) - this.#busyMs;
    const { frames, ages, updates } = await this.page.evaluate<Omit<PageFigures, 'busyMs'>>(
      '({ frames, ages, updates })',
    );
    return { frames: ascending(frames), ages: ascending(ages), updates, busyMs };
  }

  /** The used heap after the collection of garbage, in megabytes. */
  async heapMb(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  }

  /** Hides the page, or shows it again. */
  async setHidden(isHidden: boolean): Promise<void> {
    const event = "document.dispatchEvent(new Event('visibilitychange'))";
    await this.page.evaluate(`globalThis.isHidden = ${isHidden}; ${event}; undefined`);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async #taskMs(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  }
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** The value below which this share of ascending values lies. */
export function quantile(ascendingValues: readonly number[], share: number): number {
  return (
    ascendingValues[Math.min(ascendingValues.length - 1, Math.floor(share * ascendingValues.length))] ??
    Number.NaN
  );
}
