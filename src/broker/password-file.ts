import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { usageFailure } from '../failure.ts';

/** Whether this is that user's password. An unknown user has none. */
export type CheckPassword = (username: string, password: Uint8Array) => Promise<boolean>;

interface Hashed {
  readonly salt: Buffer;
  readonly hash: Buffer;
  /** Of PBKDF2; undefined where the password was hashed once, with SHA-512. */
  readonly iterations: number | undefined;
}

/** PBKDF2 runs as long as the file says; mosquitto_passwd says 101. */
const MAX_ITERATIONS = 10_000_000;

/**
 * Reads a file as mosquitto_passwd writes it: `user:$7$iterations$salt$hash` (PBKDF2 with SHA-512) or
 * `user:$6$salt$hash` (SHA-512), salt and hash in base64. Empty lines and those that begin with # are passed
 * over. Throws a usage failure that names the file and the line of what is wrong, and no part of its text.
 */
export function readPasswordFile(text: string, file: string): CheckPassword {
  const users = new Map<string, Hashed>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const wrong = (what: string) => usageFailure(`${file}, line ${index + 1}: ${what}`);
    const colon = line.indexOf(':');
    if (colon < 1) throw wrong('use user:hash, as mosquitto_passwd writes it');
    const hashed = readHash(line.slice(colon + 1));
    if (hashed === undefined) {
      throw wrong(
        'the password is not hashed as mosquitto_passwd does it ($7$ or $6$); run mosquitto_passwd',
      );
    }
    const user = line.slice(0, colon);
    if (users.has(user)) throw wrong('this user is there twice');
    users.set(user, hashed);
  }
  return (username, password) => isPasswordOf(users.get(username), password);
}

function readHash(text: string): Hashed | undefined {
  const [, kind, ...parts] = text.trimEnd().split('$');
  const [salt, hash] = parts.slice(-2).map((part) => Buffer.from(part, 'base64'));
  if (salt === undefined || hash?.length !== 64) return undefined;
  if (kind === '6' && parts.length === 2) return { salt, hash, iterations: undefined };
  const iterations = Number(parts[0]);
  if (kind !== '7' || parts.length !== 3 || !/^[1-9]\d*$/.test(parts[0] ?? '')) return undefined;
  return iterations > MAX_ITERATIONS ? undefined : { salt, hash, iterations };
}

async function isPasswordOf(hashed: Hashed | undefined, password: Uint8Array): Promise<boolean> {
  if (hashed === undefined) return false;
  return timingSafeEqual(await hashOf(password, hashed), hashed.hash);
}

async function hashOf(password: Uint8Array, { salt, iterations }: Hashed): Promise<Buffer> {
  if (iterations !== undefined) return promisify(pbkdf2)(password, salt, iterations, 64, 'sha512');
  return createHash('sha512').update(password).update(salt).digest();
}
