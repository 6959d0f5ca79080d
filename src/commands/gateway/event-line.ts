import { describeMessage } from '../../mqtt-sn/codec/words.ts';
import type { ClientChange, GatewayEvent } from '../../mqtt-sn/gateway/event.ts';
import type { Peer } from '../../mqtt-sn/gateway/peer.ts';
import { escapeControl } from '../../report/escape.ts';

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

/** What a line about this event says; undefined for events that are told only when asked for every message. */
export function eventLine(event: GatewayEvent, verbose: boolean): string | undefined {
  const words = eventWords(event, verbose);
  return words === undefined ? undefined : escapeControl(words);
}

function eventWords(event: GatewayEvent, verbose: boolean): string | undefined {
  switch (event.kind) {
    case 'received':
      return verbose ? `${addressOf(event.peer)} → ${describeMessage(event.message)}` : undefined;
    case 'sent':
      return verbose ? `${addressOf(event.peer)} ← ${describeMessage(event.message)}` : undefined;
    case 'malformed':
      return verbose ? `${addressOf(event.peer)} → dropped: ${event.reason}` : undefined;
    case 'client':
      return `client '${event.clientId}' (${addressOf(event.peer)}) ${CHANGES[event.change]}`;
    case 'refused':
      return `client '${event.clientId}' (${addressOf(event.peer)}) is refused: ${event.reason}`;
    case 'dropped':
      return `a message for or of client '${event.clientId}' was dropped: ${event.why} (topic '${event.message.topic}', ${event.message.payload.length} octets)`;
    case 'anonymous':
      return `messages of QoS -1 are lost: ${event.reason}`;
  }
}

function addressOf({ host, port, node }: Peer): string {
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return `${shownHost}:${port}${node === undefined ? '' : ` node ${node.toString('hex')}`}`;
}
