import { isoTime } from '../../../building/time.ts';
import type { ObservedMessage } from '../../../observation/observation.ts';
import type { MessageProperties } from '../../../session.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { LineField, LineFieldName, LineFormat, TimeField } from '../../../text/line-format.ts';

/**
 * A message as `mosquitto_sub -F` prints it. Times are the times of arrival, in UTC. A terminal gets no control character
 * from the network; a pipe gets the payload as it is.
 */
export function formattedMessage(message: ObservedMessage, format: LineFormat, isTerminal: boolean): string {
  const shown = (text: string): string => (isTerminal ? escapeControl(text) : text);
  return format
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'time' in part ? timeText(message.atMs, part.time) : shown(fieldText(message, part));
    })
    .join('');
}

/** Fields that mosquitto_sub fills up with zeros. */
const NUMBERS: ReadonlySet<LineFieldName> = new Set(['A', 'E', 'F', 'l', 'm', 'S', 'X', 'x']);
/** Fields that it cuts to a maximum width, and fields that have no form. */
const CUT: ReadonlySet<LineFieldName> = new Set(['C', 'I', 'R', 't']);
const FORMLESS: ReadonlySet<LineFieldName> = new Set(['D', 'P', 'U', 'j', 'J', 'q', 'r']);

function fieldText(message: ObservedMessage, form: LineField): string {
  const { field, width, maxWidth, isLeft, isZeroFilled } = form;
  const whole = wholeText(message, field);
  // mosquitto_sub leaves no blanks for a response topic that is not there.
  if (FORMLESS.has(field) || (field === 'R' && whole === '')) return whole;
  const bytes = Buffer.from(whole);
  const text = CUT.has(field) && bytes.length > maxWidth ? bytes.subarray(0, maxWidth).toString() : whole;
  const filling = (isZeroFilled && NUMBERS.has(field) ? '0' : ' ').repeat(
    Math.max(0, width - Buffer.byteLength(text)),
  );
  return isLeft ? text + filling : filling + text;
}

function wholeText(message: ObservedMessage, field: LineFieldName): string {
  const { topic, payload, qos, retain, atMs, packetId, properties } = message;
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
    case 'm':
      return String(packetId ?? 0);
    case 'A':
      return `${properties?.topicAlias ?? ''}`;
    case 'C':
      return properties?.contentType ?? '';
    case 'D':
      return Buffer.from(properties?.correlationData ?? []).toString();
    case 'E':
      return `${properties?.messageExpiryInterval ?? ''}`;
    case 'F':
      return `${properties?.payloadFormatIndicator ?? ''}`;
    case 'P':
      return (properties?.userProperties ?? []).map(([name, value]) => `${name}:${value}`).join(' ');
    case 'R':
      return properties?.responseTopic ?? '';
    case 'S':
      return `${properties?.subscriptionIdentifier ?? ''}`;
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

function jsonText(message: ObservedMessage, content: unknown): string {
  const { topic, qos, retain, atMs, payload, packetId, properties } = message;
  return JSON.stringify({
    tst: isoTime(atMs).replace('Z', '000Z+0000'),
    topic,
    qos,
    retain: retain ? 1 : 0,
    payloadlen: payload.length,
    mid: qos > 0 ? packetId : undefined,
    properties: properties && propertiesJson(properties),
    payload: content,
  });
}

/** Of user properties with one name mosquitto_sub writes each, and readers of JSON take the last. */
function propertiesJson({ correlationData, userProperties = [], ...others }: MessageProperties) {
  return {
    'content-type': others.contentType,
    'correlation-data': correlationData && Buffer.from(correlationData).toString(),
    'payload-format-indicator': others.payloadFormatIndicator,
    'response-topic': others.responseTopic,
    'user-properties': userProperties.length > 0 ? Object.fromEntries(userProperties) : undefined,
    'subscription-identifier': others.subscriptionIdentifier,
    'topic-alias': others.topicAlias,
    'message-expiry-interval': others.messageExpiryInterval,
  };
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
