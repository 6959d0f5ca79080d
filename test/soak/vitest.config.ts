import { defineConfig } from 'vitest/config';

/** Tens of thousands of readings through brokers under kill: `npm run test:soak`. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    fileParallelism: false,
  },
});
