import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createPacketBatch } from '../../../src/mqtt/publish-packet.ts';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import { say } from '../../mqtt-sn/say.ts';
import { rawClient } from './traffic.ts';

/** A bare socket of Node as a client: it measures the way to the broker alone. */
export interface BareClient {
  /** Publishes at QoS 0. */
  publish(): void;
  /** Publishes at QoS 1; resolves with the acknowledgement. */
  publishAcknowledged(): Promise<void>;
  close(): void;
}

const PAYLOAD = Buffer.alloc(20, 'x');
const MAX_ID = 0xffff;
/** Offset of the topic id in a PUBLISH of MQTT-SN. */
const SN_ID_AT = 5;

/** Of MQTT 3.1.1. */
export async function bareMqttClient(port: number, topic: string): Promise<BareClient> {
  const socket = await rawClient(port);
  const message = { topic, payload: PAYLOAD, retain: false } as const;
  const zero = packet({ ...message, qos: 0 }, undefined);
  const one = packet({ ...message, qos: 1 }, 1);
  const idAt = one.length - PAYLOAD.length - 2;
  let id = 0;
  return {
    publish: () => void socket.write(zero),
    publishAcknowledged: async () => {
      id = (id % MAX_ID) + 1;
      one.writeUInt16BE(id, idAt);
      const answered = once(socket, 'data');
      // Its memory is written to again, so the socket is given another's.
      socket.write(Buffer.from(one));
      await answered;
    },
    close: () => void socket.destroy(),
  };
}

/** Of MQTT-SN 1.2, connected, with its topic registered. */
export async function bareMqttSnClient(port: number, topic: string, clientId = 'bench'): Promise<BareClient> {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const ask = async (datagram: Buffer): Promise<void> => {
    const answered = once(socket, 'message');
    socket.send(datagram);
    await answered;
  };
  const hello: readonly SnMessage[] = [say.connect(clientId, { durationS: 0 }), say.register(topic)];
  for (const message of hello) await ask(encode(message));
  const zero = encode(say.publish(1, PAYLOAD));
  const one = encode(say.publish(1, PAYLOAD, { qos: 1, msgId: 1 }));
  let id = 0;
  return {
    publish: () => socket.send(zero),
    publishAcknowledged: () => {
      id = (id % MAX_ID) + 1;
      one.writeUInt16BE(id, SN_ID_AT);
      return ask(one);
    },
    close: () => {
      socket.send(encode(say.disconnect()), () => socket.close());
    },
  };
}

type BatchMessage = Parameters<ReturnType<typeof createPacketBatch>['add']>[0];

function packet(message: BatchMessage, id: number | undefined): Buffer {
  const batch = createPacketBatch();
  batch.add(message, { dup: false, id, hasProperties: false });
  return Buffer.from(batch.take());
}
