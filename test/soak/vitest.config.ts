import { defineConfig } from 'vitest/config';

/** Tens of thousands of readings through brokers under kill: `npm run test:soak`. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/cli/stop-running.ts'],
    fileParallelism: false,
  },
});
