import type { Address } from '../../building/address.ts';
import { usageFailure } from '../../failure.ts';
import { MAX_VARIABLE_BYTE_INTEGER } from '../../mqtt-protocol/variable-byte-integer.ts';
import { readNamedFile } from '../../named-file.ts';
import type { DueMessage, DueMessages } from '../../publisher/due-message.ts';
import { counted } from '../../text/counted.ts';
import { type MessageSettings, messageTopic } from './message-settings.ts';

/** Lines of input, opened when they are first read. */
export interface Lines {
  readonly open: () => AsyncIterable<Buffer>;
}

export interface Input extends Lines {
  /** All of the input. Rejects with a usage failure for more than `max` bytes. */
  readonly bytes: (max: number) => Promise<Uint8Array>;
}

/** The content of a message as the user gave it, or of one message for each line of input. */
export type RawContent =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'empty' }
  /** All of the input. */
  | { readonly kind: 'stdin' }
  | { readonly kind: 'lines' };

/** One message again and again. */
export interface Repetition {
  /** Times, 1 or more. */
  readonly count: number;
  readonly delayMs: number;
  /** The time of the first, in milliseconds since 1970. */
  readonly startMs: number;
}

/** Messages of the user's own, as mosquitto_pub publishes them. Throws a usage failure for an unreadable file. */
export function rawMessages(
  topic: string,
  content: RawContent,
  {
    retain,
    qos,
    repetition,
  }: Pick<MessageSettings, 'retain' | 'qos'> & { readonly repetition?: Repetition | undefined },
  input: Input,
): DueMessages {
  const repeated = (each: DueMessage) => (repetition === undefined ? [each] : repetitions(each, repetition));
  const message = (payload: Uint8Array): DueMessage => ({ topic, retain, qos, payload });
  switch (content.kind) {
    case 'message':
      return repeated(message(Buffer.from(content.text)));
    case 'file':
      return repeated(message(readNamedFile('--file', content.path, '', MAX_VARIABLE_BYTE_INTEGER)));
    case 'empty':
      return repeated(message(Buffer.alloc(0)));
    case 'stdin':
      return wholeInput(input, (payload) => repeated(message(payload)));
    case 'lines':
      return lineMessages(input, message);
  }
}

function* repetitions(message: DueMessage, { count, delayMs, startMs }: Repetition): Generator<DueMessage> {
  for (let n = 0; n < count; n++)
    yield delayMs === 0 ? message : { ...message, dueMs: startMs + n * delayMs };
}

async function* wholeInput(
  { bytes }: Input,
  messages: (payload: Uint8Array) => Iterable<DueMessage>,
): AsyncGenerator<DueMessage> {
  yield* messages(await bytes(MAX_VARIABLE_BYTE_INTEGER));
}

/** Each line byte for byte. A blank line is an empty message, as in mosquitto_pub. */
async function* lineMessages(
  lines: Lines,
  message: (payload: Uint8Array) => DueMessage,
): AsyncGenerator<DueMessage> {
  for await (const payload of lines.open()) yield message(payload);
}

export interface ValueSettings extends MessageSettings {
  readonly address: Address;
  /** One value, or undefined for a value in each line of input. */
  readonly value: number | undefined;
  readonly lines: Lines;
  /** The simulated clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Called for each line without a value; lines count from 1. */
  readonly onBadLine: (line: number, text: string) => void;
}

/**
 * Readings of one sensor with the user's own values: a real sensor can be piped in. Throws a usage failure at the end of
 * an input with lines that are no values.
 */
export async function* valueMessages(settings: ValueSettings): AsyncGenerator<DueMessage> {
  const { value, lines, onBadLine } = settings;
  if (value !== undefined) {
    yield valueMessage(settings, value, 0);
    return;
  }
  let line = 0;
  let seq = 0;
  let bad = 0;
  for await (const bytes of lines.open()) {
    line++;
    const text = bytes.toString('utf8').trim();
    const read = readValue(text);
    if (read !== undefined) yield valueMessage(settings, read, seq++);
    else if (text !== '') {
      bad++;
      onBadLine(line, text);
    }
  }
  if (bad > 0) throw usageFailure(`stdin: ${bad} of ${counted(line, 'line')} not published`);
}

/** A finite decimal number, or undefined. */
function readValue(text: string): number | undefined {
  const value = Number(text);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value) ? value : undefined;
}

function valueMessage(settings: ValueSettings, value: number, seq: number): DueMessage {
  const { address, format, retain, qos, now } = settings;
  const reading = { address, value, timeMs: Math.floor(now()), seq };
  return {
    topic: messageTopic(settings)(address),
    payload: format.encode(reading),
    retain,
    qos,
    contentType: format.contentType,
    reading,
    format: format.name,
  };
}
