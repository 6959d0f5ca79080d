import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { mqttSnWireCost, mqttWireCost } from '../../src/bench/wire-cost.ts';
import { encode } from '../../src/mqtt-sn/codec/encode.ts';

const TOPIC = 'BUILDING/P_2/O/4/TEMP';
const SIZES = [0, 84, 105, 120, 243, 250, 16_370, 70_000];
const QOS = [0, 1, 2] as const;
const ROWS = SIZES.flatMap((size) => QOS.map((qos) => [size, qos] as const));

describe('what a reading costs on the wire', () => {
  it.each(ROWS)('of %i bytes over MQTT 3.1.1 at QoS %i: what mqtt-packet writes', (size, qos) => {
    const message = { qos, topic: TOPIC.length, payload: size, contentType: 16 };
    expect(mqttWireCost(message, 4).bytes).toBe(exchange(size, qos, 4));
  });

  it.each(ROWS)('of %i bytes over MQTT 5 at QoS %i: what mqtt-packet writes', (size, qos) => {
    const message = { qos, topic: TOPIC.length, payload: size, contentType: 'application/json'.length };
    expect(mqttWireCost(message, 5).bytes).toBe(exchange(size, qos, 5));
  });

  it.each(ROWS.filter(([size]) => size < 60_000))('of %i bytes over MQTT-SN at QoS %i', (size, qos) => {
    const publish = encode({
      type: 'PUBLISH',
      dup: false,
      qos,
      retain: false,
      topic: { kind: 'normal', id: 7 },
      msgId: 1,
      data: Buffer.alloc(size),
    });
    const acknowledgements = { 0: 0, 1: 7, 2: 12 }[qos];
    expect(mqttSnWireCost({ qos, topic: 0, payload: size, contentType: 0 }).bytes).toBe(
      publish.length + acknowledgements,
    );
  });

  it.each([
    [0, 1, 0],
    [1, 2, 1],
    [2, 4, 3],
  ] as const)('QoS %i takes %i packets, %i of them acknowledgements', (qos, packets, acknowledgements) => {
    const cost = mqttWireCost({ qos, topic: 10, payload: 10, contentType: 0 }, 4);
    expect(cost).toMatchObject({ packets, acknowledgements });
  });
});

function exchange(size: number, qos: 0 | 1 | 2, version: 4 | 5): number {
  const publish: Packet = {
    cmd: 'publish',
    topic: TOPIC,
    payload: Buffer.alloc(size),
    retain: false,
    dup: false,
    qos,
    ...(qos > 0 ? { messageId: 1 } : {}),
    ...(version === 5 ? { properties: { contentType: 'application/json' } } : {}),
  };
  const acks = { 0: [], 1: ['puback'], 2: ['pubrec', 'pubrel', 'pubcomp'] }[qos] as Packet['cmd'][];
  // In MQTT 5 an acknowledgement without a reason is as short as in 3.1.1 (§3.4.2.1), as brokers write it.
  const answers = acks.map((cmd) => generate({ cmd, messageId: 1 } as Packet, { protocolVersion: 4 }));
  return [generate(publish, { protocolVersion: version }), ...answers].reduce((sum, b) => sum + b.length, 0);
}
