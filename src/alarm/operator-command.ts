import { readTime } from '../building/time.ts';
import { readDuration } from '../text/reader.ts';

/** A command of an operator on the alarm of one sensor (ISA-18.2). */
export type OperatorCommand =
  | { readonly do: 'acknowledge' }
  | { readonly do: 'unshelve' }
  /** `untilMs` is milliseconds since 1970; Infinity until the present alarm is over. */
  | { readonly do: 'shelve'; readonly untilMs: number };

const MAX_BYTES = 4096;
const MAX_SHELF_MS = 365 * 24 * 3_600_000;

const USAGE =
  'use {"command":"acknowledge"}, {"command":"shelve","for":"30m"}, {"command":"shelve","until":"2026-01-05T08:00:00Z"}, {"command":"shelve","once":true} or {"command":"unshelve"}';

/** Reads a command from any bytes of a message; returns the reason for bytes without a command. `nowMs` is ms since 1970. */
export function readOperatorCommand(bytes: Uint8Array, nowMs: number): OperatorCommand | string {
  if (bytes.length > MAX_BYTES) return `longer than ${MAX_BYTES} bytes`;
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `not a JSON object: ${USAGE}`;
  const { command, ...rest } = value as Readonly<Record<string, unknown>>;
  if (command === 'acknowledge' || command === 'unshelve') return { do: command };
  if (command !== 'shelve') return `unknown command: ${USAGE}`;
  const untilMs = shelfEnd(rest, nowMs);
  return typeof untilMs === 'string' ? untilMs : { do: 'shelve', untilMs };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function shelfEnd(command: Readonly<Record<string, unknown>>, nowMs: number): number | string {
  const { for: duration, until, once } = command;
  if ([duration, until, once].filter((given) => given !== undefined).length !== 1) {
    return `shelve needs one of for, until and once: ${USAGE}`;
  }
  if (once !== undefined) return once === true ? Infinity : 'once: use true';
  const end = until === undefined ? nowMs + readLength(duration) : (readTime(until) ?? Number.NaN);
  if (Number.isNaN(end))
    return until === undefined
      ? 'for: use a duration such as 30m'
      : 'until: use a time such as 2026-01-05T08:00:00Z';
  if (end <= nowMs) return 'the shelf would be over already';
  return end - nowMs > MAX_SHELF_MS ? 'use at most a year' : end;
}

function readLength(duration: unknown): number {
  try {
    return readDuration(String(duration));
  } catch {
    return Number.NaN;
  }
}
