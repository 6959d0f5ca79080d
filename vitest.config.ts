import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real clusters and soaks have commands of their own: npm run test:cluster, npm run test:soak.
    exclude: [...configDefaults.exclude, 'test/cluster/**', 'test/soak/**'],
    globalSetup: ['test/build.ts'],
    // Most tests wait for the processes they start, so two cores have time for three files at once.
    maxWorkers: 3,
    // Only what hangs takes so long: nothing may fail because the machine is busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
