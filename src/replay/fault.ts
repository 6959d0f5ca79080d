import { type Failure, usageFailure } from '../failure.ts';
import { escapeControl } from '../text/escape.ts';

/** A place in a recording, as far as it is known. */
export interface Position {
  /** From 1. */
  readonly line?: number;
  /** From 1: the character in a line of JSON, the column of a table. */
  readonly column?: number | undefined;
}

/** What is wrong in a recording, before it is known which file that is. */
export class RecordingFault extends Error {
  override readonly name = 'RecordingFault';
  readonly position: Position;

  constructor(position: Position, message: string, options?: ErrorOptions) {
    super(message, options);
    this.position = position;
  }
}

/** The fault as the user sees it; `source` is what names the recording, such as `--replay 'day.csv'`. */
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
