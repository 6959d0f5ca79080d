import { defineConfig } from 'vitest/config';

/** Four weeks of readings for three seeds, some minutes of computing: `npm run test:faults`. */
export default defineConfig({
  test: {
    include: ['test/fault-detection/**/*.test.ts'],
    testTimeout: 3_600_000,
  },
});
