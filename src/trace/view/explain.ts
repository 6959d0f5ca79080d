import type { Packet } from '../packet.ts';

/** One sentence on the purpose of a packet; undefined for an unknown name. */
export function explain({ name, facts }: Packet): string | undefined {
  if (name === 'publish') return explainPublish(facts.qos ?? 0);
  const isWithWill = name === 'disconnect' && facts.codes?.[0]?.value === DISCONNECT_WITH_WILL;
  return isWithWill ? 'ends the connection; the broker publishes the will' : HINTS[name];
}

/** MQTT 5 §3.14.2.1: Disconnect with Will Message. */
const DISCONNECT_WITH_WILL = 4;

function explainPublish(qos: number): string {
  switch (qos) {
    case 0:
      return 'carries a message; with QoS 0 it is sent once and nobody answers, so it may be lost';
    case 1:
      return 'carries a message; with QoS 1 the receiver answers PUBACK, and without it the sender sends again: at least once, perhaps twice';
    case 2:
      return 'carries a message; with QoS 2 it takes PUBREC, PUBREL and PUBCOMP until both sides know: exactly once';
    case -1:
      return 'carries a message without any connection: QoS -1, to a topic that both sides know beforehand';
    default:
      return 'carries a message, with a QoS that does not exist';
  }
}

const HINTS: Readonly<Record<string, string>> = {
  connect:
    'opens the MQTT session: who the client is, how long silence may last, and the will to publish if it is lost',
  connack: 'answers CONNECT: accepted or refused, and whether the broker still knew the session',
  puback: 'ends a QoS 1 exchange: the receiver has the message, the sender may forget it',
  pubrec: 'QoS 2, step 2: the receiver has stored the message and will not take it a second time',
  pubrel: 'QoS 2, step 3: the sender has let go of the message; the receiver may forget its id',
  pubcomp: 'QoS 2, step 4: the exchange is over, the packet id is free again',
  subscribe: 'asks for the messages of topic filters, each with the highest QoS wanted',
  suback: 'answers SUBSCRIBE: for each filter the QoS granted, or a failure',
  unsubscribe: 'takes subscriptions back',
  unsuback: 'answers UNSUBSCRIBE: from now on no messages for these filters',
  pingreq: 'says "still here" when nothing else was sent for the keep-alive time',
  pingresp: 'answers PINGREQ, so the client knows that the broker lives',
  disconnect: 'ends the session in an orderly way; the broker throws the will away',
  auth: 'MQTT 5: a step of an authentication that takes several',
  // MQTT-SN 1.2 §5.4
  advertise: 'a gateway says, now and then, that it is there',
  searchgw: 'a client asks who is a gateway here',
  gwinfo: 'answers SEARCHGW: the number of a gateway',
  willtopicreq: 'the gateway asks for the topic of the will',
  willtopic: 'the topic that the will goes to',
  willmsgreq: 'the gateway asks for the message of the will',
  willmsg: 'the message of the will',
  register: 'gives a topic name a number, so that PUBLISH can be short',
  regack: 'answers REGISTER: the number to use, or a refusal',
  willtopicupd: 'changes the topic of the will',
  willtopicresp: 'answers WILLTOPICUPD',
  willmsgupd: 'changes the message of the will',
  willmsgresp: 'answers WILLMSGUPD',
  encapsulated: 'a forwarder passes a message on, with the node it came from',
};
