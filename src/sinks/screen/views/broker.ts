import type { BrokerEvent, GrantedFilter } from '../../../broker/event.ts';
import { sensorType } from '../../../building/sensors.ts';
import { isoTime } from '../../../building/time.ts';
import { parseTopic } from '../../../building/topic.ts';
import type { ObservedBrokerEvent } from '../../../observation/command-kinds.ts';
import { describePayload, payloadText } from '../../../payload/describe.ts';
import { readPayload } from '../../../payload/read.ts';
import { escapeControl } from '../../../text/escape.ts';
import { cutToWidth } from '../../../text/width.ts';
import type { OpenView } from '../views.ts';
import { openServerEventView, type ServerEventView } from './server-events.ts';

/** `broker -v` */
export const openBrokerView: OpenView<'broker'> = (screen, settings) =>
  openServerEventView(BROKER_VIEW, screen, settings);

const BROKER_VIEW: ServerEventView<ObservedBrokerEvent> = {
  columns: [
    ...['type', 'time', 'client', 'peer', 'version', 'clean', 'username', 'reason'],
    ...['filters', 'topic', 'qos', 'retain', 'bytes', 'payload', 'payload_hex'],
  ],
  faultOf({ event }) {
    if (event.type === 'failed') return { text: event.error.message };
    if (event.type !== 'refused') return undefined;
    return { reason: event.reason, text: `refused a client: ${event.reason} (-v shows every one)` };
  },
  fits: true,
  human({ event, atMs }, style) {
    const time = style.dim(style.time(atMs, isoTime));
    const words = style.isShort ? shortSentence(event) : sentence(event);
    const shown = escapeControl(words);
    const isRefusal = event.type === 'denied' || event.type === 'refused';
    return `${time} ${style.place(who(event, style.isShort))}${isRefusal ? style.warning(shown) : shown}`;
  },
  record({ event, atMs }) {
    const { type } = event;
    const client = 'clientId' in event ? { client: event.clientId, username: event.username } : {};
    return { type, time: isoTime(atMs), ...client, ...recordOf(event) };
  },
};

const SHORT_ID = 12;

/** The client's id and the user beside the id: `lab-1 (ann) `. */
function who(event: BrokerEvent, isShort: boolean): string {
  if (!('clientId' in event) || event.clientId === undefined) return '';
  const id = escapeControl(event.clientId);
  const user = event.username === undefined ? '' : ` (${escapeControl(event.username)})`;
  return `${isShort ? cutToWidth(id, SHORT_ID) : id}${user} `;
}

/** The marks stand in front of the payload, a reason in front of the address: the line is cut behind them. */
function shortSentence(event: BrokerEvent): string {
  if (event.type === 'connected') {
    const { peer, version, clean } = event;
    return `connected (MQTT ${version}, ${clean ? 'clean' : 'kept'} session) from ${peer}`;
  }
  if (event.type === 'refused') return `refused: ${event.reason} (${event.peer})`;
  if (event.type !== 'published') return sentence(event);
  const { topic, payload, qos, retain } = event;
  return `QoS ${qos}${retain ? ' retained' : ''} ${topic} ${shortPayload(topic, payload)}`;
}

/** The value of a reading: the beginning of its JSON says less. Any other payload as it stands. */
function shortPayload(topic: string, payload: Uint8Array): string {
  const placed = parseTopic(topic);
  const read = placed && readPayload(payload, placed.address.sensor);
  if (placed === undefined || read?.kind !== 'reading') return describePayload(payload).text;
  return `${read.value} ${sensorType(placed.address.sensor).unit} (${read.format})`;
}

function sentence(event: BrokerEvent): string {
  switch (event.type) {
    case 'connected': {
      const session = event.clean ? 'clean' : 'kept';
      return `connected from ${event.peer} (MQTT ${event.version}, ${session} session)`;
    }
    case 'disconnected':
      return event.error === undefined ? 'disconnected' : `disconnected: ${event.error}`;
    case 'refused':
      return `refused (${event.peer}): ${event.reason}`;
    case 'subscribed':
      return `subscribed to ${event.filters.map(granted).join(', ')}`;
    case 'unsubscribed':
      return `unsubscribed from ${event.filters.join(', ')}`;
    case 'published': {
      const { topic, payload, qos, retain } = event;
      const marks = [`QoS ${qos}`, `${payload.length} bytes`, ...(retain ? ['retained'] : [])].join(', ');
      return `published ${topic} ${describePayload(payload).text} [${marks}]`;
    }
    case 'denied':
      return `may not publish to ${event.topic}: dropped`;
    case 'failed':
      return `the broker is in trouble: ${event.error.message}`;
  }
}

function granted({ filter, qos }: GrantedFilter): string {
  return qos === 128 ? `${filter} (not granted)` : `${filter} (QoS ${qos})`;
}

function recordOf(event: BrokerEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'connected': {
      const { peer, version, clean } = event;
      return { peer, version, clean };
    }
    case 'disconnected':
      return { reason: event.error };
    case 'refused':
      return { peer: event.peer, reason: event.reason };
    case 'subscribed':
    case 'unsubscribed':
      return { filters: event.filters };
    case 'published': {
      const { topic, qos, retain, payload } = event;
      const text = payloadText(payload);
      const content =
        text === undefined ? { payload_hex: Buffer.from(payload).toString('hex') } : { payload: text };
      return { topic, qos, retain, bytes: payload.length, ...content };
    }
    case 'denied':
      return { topic: event.topic };
    case 'failed':
      return { reason: event.error.message };
  }
}
