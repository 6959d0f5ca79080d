// Vitest runs this beside each test file. A worker imports `child.ts` once for many files.
import { afterAll } from 'vitest';
import { stopRunning } from './child.ts';

afterAll(stopRunning);
