import type { Will } from '../../mqtt-protocol/will.ts';
import type { MessageOf, MessageType, SnMessage } from '../codec/messages.ts';
import { assertAccepted, type Procedure } from './procedure.ts';
import type { ClientSettings } from './settings.ts';

const PROTOCOL_ID = 0x01;

/** CONNECT, then topic and message of the will at the gateway's prompts (§6.2). Gives the return code of CONNACK. */
export function* connecting(settings: ClientSettings): Procedure<number> {
  const { will, cleanSession, keepAliveS, clientId } = settings;
  const connect: SnMessage = {
    type: 'CONNECT',
    will: will !== undefined,
    cleanSession,
    protocolId: PROTOCOL_ID,
    durationS: keepAliveS,
    clientId,
  };
  let answer = yield { send: connect, expect: (message) => isConnectAnswer(message, will) };
  while (answer.type !== 'CONNACK') {
    const send = willAnswer(answer.type, will);
    answer = yield { send, expect: (message) => isConnectAnswer(message, will) };
  }
  return answer.returnCode;
}

/** Only a client with a will answers prompts for the will. */
function isConnectAnswer({ type }: SnMessage, will: Will | undefined): boolean {
  return type === 'CONNACK' || (will !== undefined && (type === 'WILLTOPICREQ' || type === 'WILLMSGREQ'));
}

function willAnswer(question: MessageType, will: Will | undefined): SnMessage {
  if (question === 'WILLMSGREQ') {
    return { type: 'WILLMSG', willMessage: will?.payload ?? Buffer.alloc(0) };
  }
  if (will === undefined) return { type: 'WILLTOPIC' };
  return { type: 'WILLTOPIC', qos: will.qos, retain: will.retain, willTopic: will.topic };
}

/** DISCONNECT (§6.12); with a duration in seconds the client goes to sleep (§6.14). */
export function* disconnecting(durationS?: number): Procedure<void> {
  const send: SnMessage =
    durationS === undefined ? { type: 'DISCONNECT' } : { type: 'DISCONNECT', durationS };
  yield { send, expect: ({ type }) => type === 'DISCONNECT' };
}

/** PINGREQ (§6.11); with its client id a sleeping client asks for its messages (§6.14). */
export function* pinging(clientId?: string): Procedure<void> {
  const send: SnMessage = clientId === undefined ? { type: 'PINGREQ' } : { type: 'PINGREQ', clientId };
  yield { send, expect: ({ type }) => type === 'PINGRESP' };
}

/** Changes the will of a connected client, or deletes it (§6.4). Throws Rejected if the gateway refuses. */
export function* updatingWill(will: Will | undefined): Procedure<void> {
  const topic: SnMessage =
    will === undefined
      ? { type: 'WILLTOPICUPD' }
      : { type: 'WILLTOPICUPD', qos: will.qos, retain: will.retain, willTopic: will.topic };
  const topicAnswer = yield { send: topic, expect: ({ type }) => type === 'WILLTOPICRESP' };
  assertAccepted('the will topic', topicAnswer as MessageOf<'WILLTOPICRESP'>);
  if (will === undefined) return;
  const send: SnMessage = { type: 'WILLMSGUPD', willMessage: will.payload };
  const answer = yield { send, expect: ({ type }) => type === 'WILLMSGRESP' };
  assertAccepted('the will message', answer as MessageOf<'WILLMSGRESP'>);
}

/** SEARCHGW within `radius` hops (§6.1). Gives the id of the first gateway to answer. */
export function* searching(radius: number): Procedure<number> {
  const answer = yield { send: { type: 'SEARCHGW', radius }, expect: ({ type }) => type === 'GWINFO' };
  return (answer as MessageOf<'GWINFO'>).gatewayId;
}
