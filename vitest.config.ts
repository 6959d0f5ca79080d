import { configDefaults, defineConfig } from 'vitest/config';

const APART = [
  'test/cluster/**',
  'test/soak/**',
  'test/hostile/**',
  'test/fault-detection/**',
  'test/fair/**',
];
/** Tests of a pace, of programs that are judged or of the page: on a busy machine a right one is late. */
const PACED = [
  'test/cli/check.test.ts',
  'test/cli/check-class.test.ts',
  'test/cli/check-programs.test.ts',
  'test/cli/dashboard-speed.test.ts',
];
/** Tests that start programs or run whole commands. */
const PROGRAMS = ['test/cli/**/*.test.ts', 'test/*.test.ts'];

export default defineConfig({
  test: {
    // Real clusters, soaks and attacks have commands of their own: npm run test:cluster, test:soak, test:hostile.
    exclude: [...configDefaults.exclude, ...APART],
    // Most tests wait for the processes they start or for seconds to pass: with eight files at once two cores are
    // busy for most of the time, with three for half of it.
    maxWorkers: 8,
    // Only a hanging test takes so long: no test may fail because the machine is busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // A test file leaves no state behind, so a worker loads our modules once: half of the CPU.
    isolate: false,
    setupFiles: ['test/cli/stop-running.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/*/**/*.test.ts'],
          // Rows of the broker's conformance wait for seconds to pass: they wait together.
          maxConcurrency: 50,
          exclude: [...configDefaults.exclude, ...APART, ...PROGRAMS],
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: PROGRAMS,
          exclude: [...configDefaults.exclude, ...APART, ...PACED],
          maxConcurrency: 20,
          globalSetup: ['test/build.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'paced',
          include: PACED,
          // After all others, and as many at a time as a quarter of two quick cores has in hand.
          sequence: { groupOrder: 1 },
          maxWorkers: 3,
          maxConcurrency: 18,
          globalSetup: ['test/build.ts'],
        },
      },
    ],
  },
});
