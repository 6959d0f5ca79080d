/**
 * Names that differ from those of other processes. They are no secrets: Math.random has its state from the system's
 * entropy, and loading node:crypto takes a tenth of the time that a start of `publish` has beside Node's own.
 */

/** `digits` hexadecimal digits, 13 at most. */
export function randomHex(digits: number): string {
  return Math.floor(Math.random() * 16 ** digits)
    .toString(16)
    .padStart(digits, '0');
}

/** A seed for a run whose user named none. */
export function randomSeed(): string {
  return String(Math.floor(Math.random() * 2 ** 32));
}
