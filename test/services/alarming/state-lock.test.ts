import { describe, expect, it } from 'vitest';
import { lockStateFile } from '../../../src/services/alarming/state-lock.ts';

describe('the lock of a state file', () => {
  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'is missing, with a reason, where the file system has no sockets',
    async () => {
      const lock = await lockStateFile('/sys/state');
      expect(lock.missing).toBe('operation not permitted');
      await lock.release();
    },
  );

  it('is refused in a folder that is not there, as the file itself', async () => {
    await expect(lockStateFile('/none/at/all')).rejects.toThrow(
      "state file '/none/at/all': can't be written: no such file or directory",
    );
  });
});
