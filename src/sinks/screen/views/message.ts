import { sensorType } from '../../../building/sensors.ts';
import { isoTime } from '../../../building/time.ts';
import type { ObservedMessage } from '../../../observation/observation.ts';
import { describePayload } from '../../../payload/describe.ts';
import { escapeControl } from '../../../text/escape.ts';
import { displayWidth } from '../../../text/width.ts';
import { MEASUREMENT_COLUMNS } from '../../records/columns.ts';
import { messageRecord } from '../../records/message.ts';
import { lineWidth } from '../cut-line.ts';
import type { ScreenSinkSettings } from '../kind-view.ts';
import type { View } from '../printer.ts';

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
      const suffix = retain || isVerbose ? ` ${style.dim(`[${marks(message, isVerbose)}]`)}` : '';
      const time = style.dim(style.time(reading?.timeMs ?? message.atMs, isoTime));
      const head = `${indent}${time} ${style.place(escapeControl(topic))} `;
      if (reading) {
        const value = style.value(String(reading.value));
        return `${head}${value} ${sensorType(reading.address.sensor).unit}${suffix}`;
      }
      const text = describePayload(message.payload).text || '(empty)';
      const { columns } = style;
      const room = columns === undefined ? undefined : columns - lineWidth(`${head}${suffix}`);
      return `${head}${room === undefined ? escapeControl(text) : fitted(text, room)}${suffix}`;
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

/** The beginning of a text in so many columns of a terminal, and how many characters are missing. */
function fitted(text: string, room: number): string {
  if (text.length <= room && displayWidth(escapeControl(text)) <= room) return escapeControl(text);
  let left = room - `… (${text.length} more)`.length;
  let shown = '';
  let missing = text.length;
  for (const character of text) {
    const escaped = escapeControl(character);
    left -= displayWidth(escaped);
    if (left < 0) break;
    shown += escaped;
    missing -= character.length;
  }
  return `${shown}… (${missing} more)`;
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
