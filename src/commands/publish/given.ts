import type { Address } from '../../building/address.ts';
import { formatTopic } from '../../building/topic.ts';
import { readNamedFile } from '../../named-file.ts';
import type { RawMessage } from '../../options/message.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import type { Emission, Emissions } from '../../publisher/emission.ts';

/** Lines of input, opened where they are read. */
export interface Lines {
  readonly open: () => AsyncIterable<Buffer>;
}

/** Messages as they stand, as mosquitto_pub publishes them. */
export function rawEmissions(topic: string, raw: RawMessage, retain: boolean, lines: Lines): Emissions {
  switch (raw.kind) {
    case 'message':
      return [{ topic, retain, payload: Buffer.from(raw.text) }];
    case 'file':
      return [{ topic, retain, payload: readNamedFile('--file', raw.path) }];
    case 'empty':
      return [{ topic, retain, payload: Buffer.alloc(0) }];
    case 'lines':
      return lineEmissions(topic, retain, lines);
  }
}

/** Each line as it stands, byte for byte; a blank one is an empty message, as it is to mosquitto_pub. */
async function* lineEmissions(topic: string, retain: boolean, lines: Lines): AsyncGenerator<Emission> {
  for await (const payload of lines.open()) yield { topic, retain, payload };
}

export interface ValueSettings {
  readonly address: Address;
  /** One value, or undefined for a value a line of stdin. */
  readonly value: number | undefined;
  readonly format: PayloadFormat;
  readonly prefix: string | undefined;
  readonly retain: boolean;
  readonly lines: Lines;
  readonly now: () => number;
  /** Told of each line that is no value. */
  readonly onBadLine: (line: number, text: string) => void;
}

/** Readings whose values the user gives, of one sensor: a real one can be piped in. */
export async function* valueEmissions(settings: ValueSettings): AsyncGenerator<Emission> {
  const { value, lines, onBadLine } = settings;
  if (value !== undefined) {
    yield valueEmission(settings, value, 0);
    return;
  }
  let line = 0;
  let seq = 0;
  for await (const bytes of lines.open()) {
    line++;
    const text = bytes.toString('utf8').trim();
    const read = readValue(text);
    if (read !== undefined) yield valueEmission(settings, read, seq++);
    else if (text !== '') onBadLine(line, text);
  }
}

/** A finite decimal number, or undefined. */
function readValue(text: string): number | undefined {
  const value = Number(text);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value) ? value : undefined;
}

function valueEmission(
  { address, format, prefix, retain, now }: ValueSettings,
  value: number,
  seq: number,
): Emission {
  const reading = { address, value, time: Math.floor(now()), seq };
  return {
    topic: formatTopic(address, prefix),
    payload: format.encode(reading),
    retain,
    contentType: format.contentType,
    reading,
    format: format.name,
  };
}
