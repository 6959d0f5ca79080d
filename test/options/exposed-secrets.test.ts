import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from '../cli/run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(mode: number, text: string): string {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe.skipIf(process.platform === 'win32')('a file with a secret', () => {
  it.each([
    ['broker -p 0 --duration 0 --users FILE', 'ann:$7$101$AAAA$AAAA\n'],
    ['topics list --config FILE', 'username: ann\npassword: secret\n'],
    ['topics list --config FILE', 'url: mqtt://ann:secret@localhost\n'],
    ['publish --dry-run -C 1 -u ann --password-file FILE', 'secret\n'],
    ['watch -L mqtts://127.0.0.1:1 --cert FILE --key FILE', 'secret\n'],
    ['broker --tls-port 0 --cert FILE --key FILE', 'secret\n'],
  ])('that others may read is told once, for %s', async (line, text) => {
    const told = async (mode: number): Promise<readonly string[]> => {
      const path = file(mode, text);
      const { stderr } = await runHere(line.split(' ').map((word) => (word === 'FILE' ? path : word)));
      expect(stderr).not.toContain('secret\n');
      return stderr.match(/holds a secret, and every user of this computer can .* it/g) ?? [];
    };
    expect(await told(0o600)).toEqual([]);
    expect(await told(0o640)).toEqual([]);
    expect(await told(0o644)).toEqual(['holds a secret, and every user of this computer can read it']);
    expect(await told(0o666)).toEqual([
      'holds a secret, and every user of this computer can read and change it',
    ]);
  });

  it('is no other configuration', async () => {
    const { stderr } = await runHere(['topics', 'list', '--config', file(0o644, 'floors: 1\n')]);
    expect(stderr).toBe('');
  });
});
