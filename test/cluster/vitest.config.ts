import { defineConfig } from 'vitest/config';

/** Real clusters take minutes to start and to kill: `npm run test:cluster`. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/cli/stop-running.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
    fileParallelism: false,
  },
});
