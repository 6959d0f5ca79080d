/**
 * Deterministic randomness: each random value is a hash of its own purpose, so no draw depends on another draw. 32-bit
 * hashes, mixed as in MurmurHash3 (public domain, A. Appleby).
 */
export type Hash = number;

/** The hash of a text, such as a seed or a building's name. */
export function hashText(text: string): Hash {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = absorb(hash, text.charCodeAt(i));
  return finish(hash ^ text.length);
}

/** A hash of another hash and an integer (of any size, as long as a number is exact). */
export function mix(hash: Hash, key: number): Hash {
  const low = key | 0;
  if (low === key) return finish(absorb(hash, low));
  return finish(absorb(absorb(hash, low), Math.floor(key / 0x1_0000_0000)));
}

/** Uniform in [0, 1). */
export function uniform(hash: Hash): number {
  return (hash >>> 0) / 0x1_0000_0000;
}

/** A whole number in [0, count), count at most 2^32. */
export function below(hash: Hash, count: number): number {
  return Math.floor(uniform(hash) * count);
}

/**
 * Normal with mean 0 and deviation 1, as the sum of the hash's four bytes: cheap, the same on every machine, and
 * bounded at 3.45 deviations: no room is a freak.
 */
export function gaussian(hash: Hash): number {
  const sum = (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24);
  return (sum - 510) / 147.8;
}

/** Log-normal: half of the draws are below the median; `sigma` is the deviation of the logarithm. */
export function logNormal(hash: Hash, median: number, sigma: number): number {
  return median * Math.exp(sigma * gaussian(hash));
}

function absorb(hash: Hash, key: number): Hash {
  const k = Math.imul(key, 0xcc9e2d51);
  const mixed = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: Hash): Hash {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
