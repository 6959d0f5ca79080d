import type { IConnectPacket } from 'mqtt-packet';
import { answerTo, CONNECT, connectPeer5, encoded5 } from './peer.ts';
import { type Row, SILENT } from './row.ts';

/** No properties, client id `raw`, password `p`: mqtt-packet does not write such a CONNECT. */
const PASSWORD_ONLY = Buffer.from('\x10\x13\0\x04MQTT\x05\x42\0\x3c\0\0\x03raw\0\x01p', 'latin1');

/** CONNECT, CONNACK, AUTH and DISCONNECT of MQTT 5: §3.1, §3.2, §3.14, §3.15, §4.12, §4.13. */
export const CONNECTIONS_5: readonly Row[] = [
  {
    name: 'assigns a client id, and tells it [3.1.3-6, 3.2.2-16]',
    happens: async (port) => {
      const ids = [
        await connectPeer5(port, { clientId: '' }),
        await connectPeer5(port, { clientId: '' }),
      ].map(({ connack }) => connack.properties?.assignedClientIdentifier);
      return [typeof ids[0], ids[0] === ids[1]];
    },
    expected: ['string', false],
  },
  {
    name: 'assigns none where the client has one',
    happens: async (port) =>
      (await connectPeer5(port, { clientId: 'own-id-5' })).connack.properties?.assignedClientIdentifier,
    expected: undefined,
  },
  {
    name: 'finds the session of an assigned client id again [3.1.3-7]',
    happens: async (port) => {
      const properties = { sessionExpiryInterval: 60 };
      const first = await connectPeer5(port, { clientId: '', properties });
      const clientId = first.connack.properties?.assignedClientIdentifier ?? '';
      await first.leave();
      return (await connectPeer5(port, { clientId, clean: false, properties })).connack.sessionPresent;
    },
    expected: true,
  },
  {
    name: 'says what it takes and has: no property forbids QoS 2, retain, wildcards, identifiers, sharing [3.2.2-9]',
    happens: async (port) => {
      const { properties = {} } = (await connectPeer5(port)).connack;
      const { maximumQoS = 2, retainAvailable = true, wildcardSubscriptionAvailable = true } = properties;
      const { subscriptionIdentifiersAvailable = true, sharedSubscriptionAvailable = true } = properties;
      return [
        ...[maximumQoS, retainAvailable, wildcardSubscriptionAvailable],
        ...[subscriptionIdentifiersAvailable, sharedSubscriptionAvailable],
      ];
    },
    expected: [2, true, true, true, true],
  },
  {
    name: 'takes a password without a user name (§3.1.2.9)',
    happens: (port) => answerTo(port, PASSWORD_ONLY, 5),
    expected: 'connack 0',
  },
  {
    name: 'takes a client id of 1000 characters of any language [3.1.3-4]',
    happens: (port) => connack(port, { clientId: 'ä€😀'.repeat(333) }),
    expected: 'connack 0',
  },
  {
    name: 'refuses enhanced authentication with 0x8C [4.12.0-1]',
    happens: (port) =>
      connack(port, { clientId: 'scram', properties: { authenticationMethod: 'SCRAM-SHA-1' } }),
    expected: 'connack 140',
  },
  {
    name: 'answers an unknown protocol version with CONNACK 0x84 in the form of version 5 [3.1.2-2]',
    happens: (port) => answerTo(port, changed(encoded5({ ...CONNECT, protocolVersion: 5 }), 8, 6), 5),
    expected: 'connack 132',
    mosquitto: { expected: 'connack 1', why: 'it answers in the form of version 3' },
  },
  {
    name: 'tells the connection that is taken over 0x8E [3.1.4-3]',
    happens: async (port) => {
      const first = await connectPeer5(port, { clientId: 'taken-5' });
      await connectPeer5(port, { clientId: 'taken-5' });
      return first.ending();
    },
    expected: 0x8e,
    mosquitto: SILENT,
  },
  {
    name: 'tells a client that is silent for 1.5 keep-alives 0x8D [3.1.2-22, 4.13.1]',
    happens: async (port) => (await connectPeer5(port, { keepalive: 1 })).ending(),
    expected: 0x8d,
    mosquitto: SILENT,
  },
  {
    name: 'gives no reasons and user properties but in CONNACK, PUBLISH, DISCONNECT where none are wanted [3.1.2-29]',
    happens: async (port) => {
      const peer = await connectPeer5(port, { properties: { requestProblemInformation: false } });
      peer.send({
        cmd: 'publish',
        topic: 'quiet/5',
        payload: '',
        qos: 1,
        messageId: 9,
        dup: false,
        retain: false,
      });
      const puback = await peer.next('puback');
      peer.send({ cmd: 'unsubscribe', messageId: 10, unsubscriptions: ['quiet/never'] });
      const unsuback = await peer.next('unsuback');
      return [puback, unsuback].map((packet) => ('properties' in packet ? packet.properties : undefined));
    },
    expected: [undefined, undefined],
  },
  {
    name: 'leaves the reason out of a CONNACK that is too large with it [3.2.2-19]',
    happens: async (port) => {
      const properties = { authenticationMethod: 'SCRAM-SHA-1', maximumPacketSize: 20 };
      const { connack } = await connectPeer5(port, { clientId: 'small-reason', properties });
      return [connack.reasonCode, connack.properties?.reasonString];
    },
    expected: [140, undefined],
  },
  {
    name: 'refuses a client that takes no CONNACK with 0x95 [3.1.2-24]',
    happens: (port) => connack(port, { clientId: '', properties: { maximumPacketSize: 10 } }),
    expected: 'connack 149',
    mosquitto: SILENT,
  },
];

async function connack(port: number, options: Partial<IConnectPacket>): Promise<string> {
  return answerTo(port, encoded5({ ...CONNECT, protocolVersion: 5, ...options }), 5);
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}
