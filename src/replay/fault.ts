import { type Failure, usageFailure } from '../failure.ts';
import { escapeControl } from '../text/escape.ts';

/** A place in a recording, as far as known. */
interface RecordingPosition {
  /** From 1. */
  readonly line?: number;
  /** From 1: the character in a line of JSON, the column of a table. */
  readonly column?: number | undefined;
}

/** A fault in a recording, without the name of the file. */
export class RecordingFault extends Error {
  override readonly name = 'RecordingFault';
  readonly position: RecordingPosition;

  constructor(position: RecordingPosition, message: string, options?: ErrorOptions) {
    super(message, options);
    this.position = position;
  }
}

/** The fault for the user; `source` names the recording, such as `--replay 'day.csv'`. */
export function recordingFailure(source: string, fault: RecordingFault): Failure {
  const { line, column } = fault.position;
  const places = [line === undefined ? '' : `line ${line}`, column === undefined ? '' : `column ${column}`];
  const where = places.filter((place) => place !== '').join(', ');
  return usageFailure(`${source}: ${where === '' ? '' : `${where}: `}${fault.message}`, { cause: fault });
}

/** Some of a recording's text, short and harmless. */
export function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text;
  return `'${escapeControl(short)}'`;
}
