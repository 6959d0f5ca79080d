import { isoTime } from '../../../building/time.ts';
import { hostAndPort } from '../../../host-port.ts';
import { octetCount } from '../../../mqtt-sn/codec/octet-count.ts';
import { describeMessage } from '../../../mqtt-sn/codec/words.ts';
import type { ClientChange, GatewayEvent } from '../../../mqtt-sn/gateway/event.ts';
import type { Peer } from '../../../mqtt-sn/gateway/peer.ts';
import type { ObservedGatewayEvent } from '../../../observation/command-kinds.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { OpenView } from '../views.ts';
import { openServerEventView, type ServerEventView } from './server-events.ts';

/** `gateway -v` */
export const openGatewayView: OpenView<'gateway'> = (screen, settings) =>
  openServerEventView(GATEWAY_VIEW, screen, settings);

const GATEWAY_VIEW: ServerEventView<ObservedGatewayEvent> = {
  columns: ['type', 'time', 'peer', 'client', 'message', 'words', 'reason'],
  faultOf({ event }) {
    const reason = faultOf(event);
    if (reason === undefined) return undefined;
    return { reason, text: `${eventWords(event)} (said once; -v shows every one)` };
  },
  fits: true,
  human({ event, atMs }, style) {
    return `${style.dim(style.time(atMs, isoTime))} ${escapeControl(eventWords(event))}`;
  },
  record({ event, atMs }) {
    const peer = 'peer' in event ? { peer: addressOf(event.peer) } : {};
    const client = 'clientId' in event ? { client: event.clientId } : {};
    return { type: event.kind, time: new Date(atMs).toISOString(), ...peer, ...client, ...recordOf(event) };
  },
};

/** Something for the operator, without -v, too. */
function faultOf(event: GatewayEvent): string | undefined {
  switch (event.kind) {
    case 'refused':
    case 'anonymous':
      return event.reason;
    case 'dropped':
      return event.why;
    case 'received':
      return event.oddity;
    default:
      return undefined;
  }
}

const CHANGES: Readonly<Record<ClientChange, string>> = {
  connected: 'is connected',
  asleep: 'sleeps',
  awake: 'wakes for its messages',
  moved: 'came back from another address',
  disconnected: 'said DISCONNECT',
  replaced: 'made room for another session',
  lost: 'is lost: it was silent for too long',
  'lost while asleep': 'is lost: it slept for too long',
  'lost the broker': 'was told that the broker is gone',
};

/** A sentence; names from the network are in it as they came. */
function eventWords(event: GatewayEvent): string {
  switch (event.kind) {
    case 'received':
      return `${addressOf(event.peer)} → ${describeMessage(event.message)}${event.oddity ? ` (${event.oddity})` : ''}`;
    case 'sent':
      return `${addressOf(event.peer)} ← ${describeMessage(event.message)}`;
    case 'malformed':
      return `${addressOf(event.peer)} → dropped: ${event.reason}`;
    case 'client':
      return `${addressOf(event.peer)} client '${event.clientId}' ${CHANGES[event.change]}`;
    case 'refused':
      return `${addressOf(event.peer)} client '${event.clientId}' is refused: ${event.reason}`;
    case 'dropped': {
      const { topic, payload } = event.message;
      return `a message of ${octetCount(payload.length)} to '${topic}' never reaches client '${event.clientId}': ${event.why}`;
    }
    case 'anonymous':
      return `messages of QoS -1 are lost: ${event.reason}`;
  }
}

function recordOf(event: GatewayEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'received':
      return { message: event.message.type, words: describeMessage(event.message), reason: event.oddity };
    case 'sent':
      return { message: event.message.type, words: describeMessage(event.message) };
    case 'client':
      return { words: CHANGES[event.change] };
    case 'malformed':
    case 'refused':
    case 'anonymous':
      return { reason: event.reason };
    case 'dropped':
      return { reason: event.why };
  }
}

function addressOf({ host, port, node }: Peer): string {
  return `${hostAndPort(host, port)}${node === undefined ? '' : ` node ${node.toString('hex')}`}`;
}
