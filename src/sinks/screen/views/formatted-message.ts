import { isoTime } from '../../../building/time.ts';
import type { ObservedMessage } from '../../../observation/observation.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { LineField, LineFormat, TimeField } from '../../../text/line-format.ts';

/**
 * A message as `mosquitto_sub -F` prints it. Times are the times of arrival, in UTC. A terminal gets no control character
 * from the network; a pipe gets the payload as it is.
 */
export function formattedMessage(message: ObservedMessage, format: LineFormat, isTerminal: boolean): string {
  const shown = (text: string): string => (isTerminal ? escapeControl(text) : text);
  return format
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'time' in part ? timeText(message.atMs, part.time) : shown(fieldText(message, part.field));
    })
    .join('');
}

function fieldText(message: ObservedMessage, field: LineField): string {
  const { topic, payload, qos, retain, atMs } = message;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  switch (field) {
    case 't':
      return topic;
    case 'p':
      return bytes.toString();
    case 'x':
      return bytes.toString('hex');
    case 'X':
      return bytes.toString('hex').toUpperCase();
    case 'l':
      return String(payload.length);
    case 'q':
      return String(qos);
    case 'r':
      return retain ? '1' : '0';
    case 'I':
      return `${isoTime(atMs).slice(0, 19)}+0000`;
    case 'U':
      return `${(atMs / 1000).toFixed(3)}000000`;
    case 'j':
      return jsonText(message, bytes.toString());
    case 'J':
      return jsonText(message, parsed(bytes.toString()));
  }
}

function jsonText({ topic, qos, retain, atMs, payload }: ObservedMessage, content: unknown): string {
  const tst = isoTime(atMs).replace('Z', '000Z+0000');
  return JSON.stringify({
    tst,
    topic,
    qos,
    retain: retain ? 1 : 0,
    payloadlen: payload.length,
    payload: content,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function timeText(atMs: number, field: TimeField): string {
  const iso = isoTime(atMs);
  const parts: Readonly<Record<TimeField, string>> = {
    Y: iso.slice(0, -20),
    m: iso.slice(-19, -17),
    d: iso.slice(-16, -14),
    H: iso.slice(-13, -11),
    M: iso.slice(-10, -8),
    S: iso.slice(-7, -5),
    N: `${iso.slice(-4, -1)}000000`,
    s: String(Math.floor(atMs / 1000)),
    F: iso.slice(0, -14),
    T: iso.slice(-13, -5),
    z: '+0000',
  };
  return parts[field];
}
