import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real clusters have a command of their own: npm run test:cluster.
    exclude: [...configDefaults.exclude, 'test/cluster/**'],
    globalSetup: ['test/build.ts'],
    // Most tests wait for the processes they start, so two cores have time for three files at once.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 20_000,
    // A second is little on a machine that runs brokers, captures and a dozen processes beside the tests.
    expect: { poll: { timeout: 10_000 } },
  },
});
