import { defineConfig } from 'vitest/config';

/** Right programs judged a thousand times on a busy machine: `npm run test:fair`. */
export default defineConfig({
  test: {
    include: ['test/fair/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    fileParallelism: false,
    // The report is the product.
    silent: false,
  },
});
