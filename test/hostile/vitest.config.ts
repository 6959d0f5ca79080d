import { defineConfig } from 'vitest/config';

/** Fuzz of every listener, kill loops, full disks, wrong clocks and floods: `npm run test:hostile`. */
export default defineConfig({
  test: {
    include: ['test/hostile/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/cli/stop-running.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
  },
});
