import type { Address } from '../building/address.ts';
import { sensorType } from '../building/sensors.ts';
import { isoTime } from '../building/time.ts';
import { escapeControl } from '../text/escape.ts';
import type { View } from './reporter.ts';

/** A message as `publish` sends it and `watch` receives it. */
export interface ShownMessage {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: Uint8Array;
  /** Of a reading: what the payload says. */
  readonly reading: ShownReading | undefined;
  /** When it came in or went out, for messages that have no time of their own: milliseconds since 1970. */
  readonly at: number;
}

export interface ShownReading {
  readonly address: Address;
  readonly value: number;
  readonly time: number | undefined;
  readonly seq: number | undefined;
  /** How it was written. */
  readonly format: string;
}

const SHOWN_CHARACTERS = 1000;

export interface MessageViewOptions {
  /** Adds QoS, size and format to the lines for people. */
  readonly verbose: boolean;
  /** A payload where it is text; otherwise it is shown in hexadecimal where bytes matter. */
  readonly textOf: (payload: Uint8Array) => string | undefined;
  /** A payload for people; asked for where it is no reading. */
  readonly describe: (payload: Uint8Array) => { readonly text: string };
}

export function messageView({ verbose, textOf, describe }: MessageViewOptions): View<ShownMessage> {
  return {
    columns: [
      'type',
      'time',
      'topic',
      'building',
      'floor',
      'wing',
      'room',
      'sensor',
      'value',
      'unit',
      'seq',
      'format',
      'qos',
      'retain',
      'payload',
      'payload_hex',
    ],
    human: (message, paint) => {
      const { topic, reading, retain } = message;
      const what = reading
        ? `${paint.value(String(reading.value))} ${sensorType(reading.address.sensor).unit}`
        : escapeControl(shortened(describe(message.payload).text || '(empty)'));
      const suffix = retain || verbose ? ` ${paint.dim(`[${marks(message, verbose)}]`)}` : '';
      const time = isoTime(reading?.time ?? message.at);
      return `${paint.dim(time)} ${paint.place(escapeControl(topic))} ${what}${suffix}`;
    },
    record: (message) => messageRecord(message, textOf(message.payload)),
  };
}

/** A line for people doesn't show a megabyte; the other formats show all. */
function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`;
}

function marks(message: ShownMessage, verbose: boolean): string {
  return [message.retain ? 'retained' : '', verbose ? details(message) : '']
    .filter((mark) => mark !== '')
    .join(', ');
}

function details({ qos, payload, reading }: ShownMessage): string {
  const seq = reading?.seq === undefined ? [] : [`seq ${reading.seq}`];
  return [`QoS ${qos}`, `${payload.length} bytes`, ...(reading ? [reading.format] : []), ...seq].join(', ');
}

function messageRecord(message: ShownMessage, text: string | undefined): Record<string, unknown> {
  const { topic, qos, retain, payload, reading, at } = message;
  const content =
    text === undefined ? { payload_hex: Buffer.from(payload).toString('hex') } : { payload: text };
  if (reading === undefined) {
    return { type: 'message', topic, time: isoTime(at), qos, retain, ...content };
  }
  const { address, value, seq, format, time } = reading;
  return {
    type: 'reading',
    topic,
    ...address,
    value,
    unit: sensorType(address.sensor).unit,
    time: isoTime(time ?? at),
    // A retained reading may be old; a replay goes by when it came.
    ...(retain && time !== undefined && time !== at ? { received: isoTime(at) } : {}),
    ...(seq === undefined ? {} : { seq }),
    format,
    qos,
    retain,
    ...content,
  };
}
