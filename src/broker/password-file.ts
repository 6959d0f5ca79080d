import { usageFailure } from '../failure.ts';
import { type HashedPassword, isPassword, readHashedPassword } from './password-hash.ts';

/** Resolves with true for the user's password, with false for any other and for unknown users. */
export type CheckPassword = (username: string, password: Uint8Array) => Promise<boolean>;

/** The passwords in a file for `broker --users`. Throws like `readPasswordLines`. */
export function readPasswordFile(text: string, file: string): CheckPassword {
  const users = new Map<string, HashedPassword>();
  for (const line of readPasswordLines(text, file)) if ('hashed' in line) users.set(line.user, line.hashed);
  return async (username, password) => {
    const hashed = users.get(username);
    return hashed !== undefined && isPassword(password, hashed);
  };
}

/**
 * The file with this user's password in the place of an older one, or behind the other users. Comments and the other
 * users stay. Throws like `readPasswordLines`, so a file of another kind is never overwritten.
 */
export function withPassword(text: string, file: string, user: string, hash: string): string {
  const lines = readPasswordLines(text, file);
  const isKnown = lines.some((line) => line.user === user);
  const entry = `${user}:${hash}`;
  const texts = lines.map((line) => (line.user === user ? entry : line.text));
  if (texts.at(-1) === '') texts.pop(); // behind the last line's end
  if (!isKnown) texts.push(entry);
  return `${texts.join('\n')}\n`;
}

/** Why no file can have a user of this name; undefined where one can. */
export function userNameFault(user: string): string | undefined {
  if (user === '') return 'it is empty';
  if (user.includes(':')) return 'a colon ends the name in the file';
  if (user.startsWith('#')) return 'a line that begins with # is a comment';
  if (/\p{Cc}/u.test(user)) return 'it contains a control character';
  if (user.trim() !== user) return 'it begins or ends with a blank';
  return Buffer.byteLength(user) > MAX_USER_BYTES ? `it is longer than ${MAX_USER_BYTES} bytes` : undefined;
}

/** The longest string of MQTT [MQTT-1.5.4]. */
const MAX_USER_BYTES = 65_535;

type PasswordLine =
  | { readonly text: string; readonly user: string; readonly hashed: HashedPassword }
  /** A comment, or nothing. */
  | { readonly text: string; readonly user?: never };

/**
 * The lines of a file as mosquitto_passwd writes it: `user:$7$iterations$salt$hash` (PBKDF2 with SHA-512) or
 * `user:$6$salt$hash` (SHA-512), salt and hash in base64. Empty lines and lines with # in front are comments. Throws a
 * usage failure with the file and the line of a fault, and without any of its text: it may be a password.
 */
function readPasswordLines(text: string, file: string): PasswordLine[] {
  const users = new Set<string>();
  return text.split(/\r?\n/).map((line, index) => {
    if (line === '' || line.startsWith('#')) return { text: line };
    const wrong = (what: string) => usageFailure(`${file}, line ${index + 1}: ${what}`);
    const colon = line.indexOf(':');
    if (colon < 1) throw wrong('use user:hash, as mosquitto_passwd writes it');
    const hashed = readHashedPassword(line.slice(colon + 1));
    if (hashed === undefined) {
      throw wrong(
        'the password is not hashed ($7$ or $6$); use building-sim broker passwd or mosquitto_passwd',
      );
    }
    const user = line.slice(0, colon);
    if (users.has(user)) throw wrong('this user is there twice');
    users.add(user);
    return { text: line, user, hashed };
  });
}
