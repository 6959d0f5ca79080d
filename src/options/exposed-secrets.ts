import { statSync } from 'node:fs';
import type { AnyOptions } from './option.ts';

const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;

/**
 * A sentence for each file with secrets that every user of this computer can read or change. Windows has other rights,
 * and gets no sentence.
 */
export async function exposedSecrets(
  options: AnyOptions,
  settings: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  if (process.platform === 'win32') return [];
  const sentences: string[] = [];
  for (const [name, option] of Object.entries(options)) {
    const path = settings[name];
    if (option.holdsSecret === undefined || typeof path !== 'string') continue;
    const others = rightsOfOthers(path);
    if (others === undefined || !(option.holdsSecret === true || (await option.holdsSecret(path)))) continue;
    sentences.push(
      `--${name} '${path}' holds a secret, and every user of this computer can ${others} it: chmod o= '${path}'`,
    );
  }
  return sentences;
}

/** Undefined for no rights, for anything but a file, and for a file that is not there. */
function rightsOfOthers(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  const rights = [
    ...(stats.mode & OTHERS_READ ? ['read'] : []),
    ...(stats.mode & OTHERS_WRITE ? ['change'] : []),
  ];
  return rights.length === 0 ? undefined : rights.join(' and ');
}
