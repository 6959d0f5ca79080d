const MAX_BYTES_READ = 200;

/** The number at the start of a `$SYS` payload (`42`, `0.30`, `302 seconds`); undefined without one. */
export function readFigure(payload: Uint8Array): number | undefined {
  const match = /^\s*(-?\d{1,20}(\.\d{1,20})?)(\s|$)/.exec(readStart(payload));
  return match === null ? undefined : Number(match[1]);
}

/**
 * The uptime of a broker in seconds. The payload has a number of the broker's units, or days and hours in words
 * (`1 days, 2 hours, 3 minutes, 4 seconds`: EMQX before version 5).
 */
export function readUptime(payload: Uint8Array, unitsPerSecond: number): number | undefined {
  const text = readStart(payload);
  const parts = [...text.matchAll(/(\d{1,9})\s*(day|hour|minute|second)s?/g)];
  if (parts.length > 0) {
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ''] ?? 0), 0);
  }
  const value = readFigure(payload);
  return value === undefined ? undefined : value / unitsPerSecond;
}

const SECONDS: Readonly<Record<string, number>> = { day: 86_400, hour: 3600, minute: 60, second: 1 };

/** The start of a payload as text. */
export function readStart(payload: Uint8Array): string {
  return Buffer.from(payload.subarray(0, MAX_BYTES_READ)).toString('utf8');
}
