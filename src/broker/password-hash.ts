import { createHash, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** A password as mosquitto_passwd writes it. */
export interface HashedPassword {
  readonly salt: Buffer;
  readonly hash: Buffer;
  /** Of PBKDF2; undefined where the password was hashed once, with SHA-512. */
  readonly iterations: number | undefined;
}

/** A file's number is obeyed up to here: a login takes 0.6 µs an iteration. mosquitto_passwd writes 101. */
const MAX_ITERATIONS = 10_000_000;
const OWN_ITERATIONS = 1000;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** `$7$iterations$salt$hash`: PBKDF2 with SHA-512 and a new salt, computed beside the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await hashOf(Buffer.from(password), { salt, iterations: OWN_ITERATIONS });
  return `$7$${OWN_ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Reads `$7$iterations$salt$hash` or `$6$salt$hash` (SHA-512 once). Undefined for any other text. */
export function readHashedPassword(text: string): HashedPassword | undefined {
  const [, kind, ...parts] = text.trimEnd().split('$');
  const [salt, hash] = parts.slice(-2).map((part) => Buffer.from(part, 'base64'));
  if (salt === undefined || hash?.length !== HASH_BYTES) return undefined;
  if (kind === '6' && parts.length === 2) return { salt, hash, iterations: undefined };
  const iterations = Number(parts[0]);
  if (kind !== '7' || parts.length !== 3 || !/^[1-9]\d*$/.test(parts[0] ?? '')) return undefined;
  return iterations > MAX_ITERATIONS ? undefined : { salt, hash, iterations };
}

export async function isPassword(password: Uint8Array, hashed: HashedPassword): Promise<boolean> {
  return timingSafeEqual(await hashOf(password, hashed), hashed.hash);
}

async function hashOf(
  password: Uint8Array,
  { salt, iterations }: Pick<HashedPassword, 'salt' | 'iterations'>,
): Promise<Buffer> {
  if (iterations === undefined) return createHash('sha512').update(password).update(salt).digest();
  return promisify(pbkdf2)(password, salt, iterations, HASH_BYTES, 'sha512');
}
