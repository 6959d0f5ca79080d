import { sensorType } from '../../../building/sensors.ts';
import { isoTime } from '../../../building/time.ts';
import type { ObservedMessage } from '../../../observation/observation.ts';
import { describePayload } from '../../../payload/describe.ts';
import { escapeControl } from '../../../text/escape.ts';
import { MEASUREMENT_COLUMNS } from '../../records/columns.ts';
import { messageRecord } from '../../records/message.ts';
import type { ScreenSinkSettings } from '../kind-view.ts';
import type { View } from '../printer.ts';

const SHOWN_CHARACTERS = 1000;

/** A published or received message: its reading, else its payload as text or in hexadecimal. */
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
      ...MEASUREMENT_COLUMNS,
      'seq',
      'format',
      'qos',
      'retain',
      'payload',
      'payload_hex',
      'received',
    ],
    fits: true,
    human: (message, style) => {
      const { topic, reading, retain } = message;
      const what = reading
        ? `${style.value(String(reading.value))} ${sensorType(reading.address.sensor).unit}`
        : escapeControl(shortened(describePayload(message.payload).text || '(empty)'));
      const suffix = retain || isVerbose ? ` ${style.dim(`[${marks(message, isVerbose)}]`)}` : '';
      const time = style.dim(style.time(reading?.timeMs ?? message.atMs, isoTime));
      return `${indent}${time} ${style.place(escapeControl(topic))} ${what}${suffix}`;
    },
    record: messageRecord,
    row: messageRow,
  };
}

/** A cell of CSV shows some characters as escapes: a payload with any of them is in hexadecimal, so that it can be read back. */
function messageRow(message: ObservedMessage): Readonly<Record<string, unknown>> {
  const { payload, ...others } = messageRecord(message);
  if (typeof payload !== 'string' || escapeControl(payload) === payload) return { ...others, payload };
  return { ...others, payload_hex: Buffer.from(message.payload).toString('hex') };
}

/** A line for people shows no megabyte; the other formats show the whole payload. */
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
