import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { startBrowser, visit } from './browser.ts';
import { runHere, startHere } from './run-here.ts';

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/#t=/;

/** A browser starts in a second: the test files of a worker share one. It ends with the worker. */
let shared: Promise<Browser> | undefined;

/** A broker and a browser for the tests of a file, and what a person does there. */
export function useDashboard() {
  let browser: Browser;
  let broker: Broker;
  let where: readonly string[] = [];

  beforeAll(async () => {
    broker = await createBroker();
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    where = ['-L', `mqtt://127.0.0.1:${port}`];
    shared ??= startBrowser();
    browser = await shared;
  });

  afterAll(() => broker?.close());

  /** A dashboard until the end of the test, at the broker of the file or at another one. */
  async function startDashboard(...args: readonly string[]) {
    const place = args.includes('-L') ? [] : where;
    const dashboard = startHere(['dashboard', '--listen', '0', ...place, ...args]);
    onTestFinished(() => void dashboard.stop());
    return { dashboard, url: await dashboard.errLine(ADDRESS) };
  }

  async function open(url: string, options: Parameters<typeof visit>[2] = {}) {
    const visited = await visit(browser, url, options);
    onTestFinished(() => visited.page.context().close());
    return visited;
  }

  const publish = (topic: string, value: string, place = where) =>
    runHere(['publish', ...place, '-t', topic, '-m', value, '-q', '1']);

  /** Every sensor of two floors with two rooms a wing once. */
  const publishAll = (...ranges: readonly string[]) => {
    const building = ['--floors', '2', '--rooms', '2', ...ranges.flatMap((range) => ['--range', range])];
    return publishOnce(64, ...building);
  };

  const publishNormal = () => publishAll('TEMP=20..20', 'HUM=50..50', 'LUX=300..300', 'VIBR=0..0');

  /** Every sensor of any building once. */
  const publishOnce = (count: number, ...building: readonly string[]) =>
    runHere([
      ...['publish', ...where, ...building, '--every', '1s', '--speed', 'max'],
      ...['--count', `${count}`, '--faults', '0'],
    ]);

  /** A publisher until the end of the test. */
  const startPublisher = (...args: readonly string[]) => {
    const publisher = startHere(['publish', ...where, ...args, '--quiet']);
    onTestFinished(() => void publisher.stop());
  };

  return {
    ...{ startDashboard, open, publish, publishAll, publishNormal, publishOnce, startPublisher },
    browser: () => browser,
  };
}

/** A room of the building BUILDING on the plan: `P_2/O/1`. */
export function roomOn(page: Page, place: string) {
  return page.locator(`[data-room="BUILDING/${place}"]`);
}
