import type { Evidence, OutputLine } from '../evidence.ts';
import {
  hasPreciseValue,
  hasValue,
  missingParts,
  type PlacePart,
  type PrintedLine,
  printedLine,
} from './printed.ts';
import type { SentMessage } from './sent-message.ts';

/** The alarm that a program printed for a message. */
export interface PrintedAlarm {
  readonly line: OutputLine;
  /** The program was already asked to end. */
  readonly isLate: boolean;
  readonly missing: readonly PlacePart[];
}

/** All lines of output, of every program and start, in order. */
export function outputLines({ runs }: Evidence): readonly PrintedLine[] {
  return runs.flatMap(({ output }) => output.map(printedLine));
}

/** Lines above and below the value that may name its place. */
const BLOCK_LINES = 8;

/**
 * The printed alarm of a message, in any layout: the value ties a line to its message, and the lines around it, up to
 * the values of other messages, may name the place. Undefined if nothing was printed.
 */
export function printedAlarm(message: SentMessage, evidence: Evidence): PrintedAlarm | undefined {
  const { value, address } = message;
  if (value === undefined || address === undefined) return undefined;
  const lines = outputLines(evidence);
  const found = lines
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.atMs >= message.atMs && hasValue(line, value))
    .map(({ line, index }) => ({
      line,
      isLate: isAfterStop(line, evidence),
      missing: missingParts(blockAround(lines, index, otherValues(evidence, value)), address),
    }));
  // The line with the most of the place is the alarm.
  return found.reduce<PrintedAlarm | undefined>(
    (best, next) => (best === undefined || next.missing.length < best.missing.length ? next : best),
    undefined,
  );
}

/** The line with a bait: its value to two decimals, or its value and room. Undefined if nothing was printed. */
export function printedBait(
  { value, address, atMs }: SentMessage,
  evidence: Evidence,
): OutputLine | undefined {
  if (value === undefined || address === undefined) return undefined;
  const isUnique = !Number.isInteger(value);
  return outputLines(evidence).find(
    (line) =>
      line.atMs >= atMs &&
      ((isUnique && hasPreciseValue(line, value)) ||
        (line.integers.has(address.room) && hasValue(line, value))),
  );
}

function otherValues({ sent }: Evidence, own: number): readonly number[] {
  const due = sent.filter(({ purpose }) => purpose === 'alarm' || purpose === 'sentinel');
  return due.flatMap(({ value }) => (value === undefined || value === own ? [] : [value]));
}

function blockAround(
  lines: readonly PrintedLine[],
  index: number,
  others: readonly number[],
): readonly PrintedLine[] {
  const own = lines[index];
  if (own === undefined) return [];
  const isOther = (line: PrintedLine): boolean => others.some((value) => hasValue(line, value));
  const above: PrintedLine[] = [];
  const below: PrintedLine[] = [];
  for (let i = index - 1; i >= 0 && index - i <= BLOCK_LINES; i--) {
    const line = lines[i];
    if (line === undefined || isOther(line)) break;
    above.unshift(line);
  }
  for (let i = index + 1; i < lines.length && i - index <= BLOCK_LINES; i++) {
    const line = lines[i];
    if (line === undefined || isOther(line)) break;
    below.push(line);
  }
  return [...above, own, ...below];
}

function isAfterStop(line: OutputLine, { runs }: Evidence): boolean {
  return runs.some(
    ({ output, stoppedAtMs }) =>
      stoppedAtMs !== undefined && line.atMs >= stoppedAtMs && output.some((each) => each.atMs === line.atMs),
  );
}
