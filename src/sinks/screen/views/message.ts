import { sensorType } from '../../../building/sensors.ts';
import { isoTime } from '../../../building/time.ts';
import type { ObservedMessage } from '../../../observation/observation.ts';
import { describePayload, payloadText } from '../../../payload/describe.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { ScreenSinkSettings } from '../kind-view.ts';
import type { View } from '../printer.ts';

const SHOWN_CHARACTERS = 1000;

/** A message that was published or received: its reading, else its payload as text or in hexadecimal. */
export function messageView({
  isVerbose = false,
  isIndented = false,
}: Pick<ScreenSinkSettings, 'isVerbose' | 'isIndented'>): View<ObservedMessage> {
  const indent = isIndented ? '  ' : '';
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
        : escapeControl(shortened(describePayload(message.payload).text || '(empty)'));
      const suffix = retain || isVerbose ? ` ${paint.dim(`[${marks(message, isVerbose)}]`)}` : '';
      const time = isoTime(reading?.time ?? message.at);
      return `${indent}${paint.dim(time)} ${paint.place(escapeControl(topic))} ${what}${suffix}`;
    },
    record: messageRecord,
  };
}

/** A line for people doesn't show a megabyte; the other formats show all. */
function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`;
}

function marks(message: ObservedMessage, isVerbose: boolean): string {
  return [message.retain ? 'retained' : '', isVerbose ? details(message) : '']
    .filter((mark) => mark !== '')
    .join(', ');
}

function details({ qos, payload, reading }: ObservedMessage): string {
  const seq = reading?.seq === undefined ? [] : [`seq ${reading.seq}`];
  return [`QoS ${qos}`, `${payload.length} bytes`, ...(reading ? [reading.format] : []), ...seq].join(', ');
}

function messageRecord(message: ObservedMessage): Readonly<Record<string, unknown>> {
  const { topic, qos, retain, payload, reading, at } = message;
  const text = payloadText(payload);
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
