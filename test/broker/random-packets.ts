import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';

export type Version = 3 | 4 | 5;
export type Random = () => number;

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Few names of clients, topics and filters: a broker has no more to remember after a million packets than after a
 * thousand.
 */
const NAMES = ['a', 'b', 'c', 'ä€😀', '__proto__', 'constructor', 'toString', '$x', '', 'long'.repeat(20)];
const FILTERS = [
  '#',
  '+',
  'a/#',
  '+/b',
  'a/+/c',
  '$share/g/#',
  '$share/__proto__/a',
  'a/b',
  '$SYS/#',
  '__proto__/+',
];

/** A correct CONNECT of this version. */
export function randomConnect(random: Random, protocolVersion: Version): Buffer {
  const will = { topic: topic(random), payload: payload(random), qos: qos(random), retain: false };
  return mqttPacket.generate({
    cmd: 'connect',
    protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion,
    clientId: `fuzz-${pick(random, NAMES)}`,
    clean: random() < 0.7,
    keepalive: Math.floor(random() * 100),
    ...(random() < 0.3 && { will }),
    ...(random() < 0.2 && { username: pick(random, NAMES), password: payload(random) }),
    ...(protocolVersion === 5 && { properties: connectProperties(random) }),
  });
}

/** A correct packet of a connected client. */
export function randomPacket(random: Random, protocolVersion: Version): Buffer {
  return mqttPacket.generate(packetOf(random, protocolVersion), { protocolVersion });
}

/** Wrong in one or several places, most of the time; at times noise alone. */
export function mutated(random: Random, packet: Buffer): Buffer {
  if (random() < 0.1) return Buffer.from(Array.from({ length: 1 + random() * 40 }, () => random() * 256));
  let bytes = Buffer.from(packet);
  for (let times = 1 + random() * 3; times > 0; times--) {
    const at = Math.floor(random() * bytes.length);
    const kind = Math.floor(random() * 5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << (random() * 8));
    else if (kind === 1) bytes[at] = pick(random, [0, 1, 0x7f, 0x80, 0xff]);
    else if (kind === 2) bytes = bytes.subarray(0, at);
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(random() * 256), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes, bytes.subarray(at)]);
  }
  // Its topic may be any now, and many retained messages would look like a leak.
  if ((bytes[0] ?? 0) >> 4 === 3) bytes[0] = (bytes[0] ?? 0) & 0xfe;
  return bytes;
}

function packetOf(random: Random, version: Version): Packet {
  const messageId = 1 + Math.floor(random() * 20);
  const kind = random();
  if (kind < 0.5) return publishOf(random, version, messageId);
  if (kind < 0.65) {
    const options = version === 5 ? { nl: false, rap: random() < 0.5, rh: Math.floor(random() * 3) } : {};
    const subscriptions = [1, 2, 3].map(() => ({
      topic: pick(random, FILTERS),
      qos: qos(random),
      ...options,
    }));
    return { cmd: 'subscribe', messageId, subscriptions };
  }
  if (kind < 0.75) {
    return { cmd: 'unsubscribe', messageId, unsubscriptions: [pick(random, FILTERS), pick(random, FILTERS)] };
  }
  if (kind < 0.95)
    return { cmd: pick(random, ['puback', 'pubrec', 'pubrel', 'pubcomp'] as const), messageId };
  return { cmd: kind < 0.99 ? 'pingreq' : 'disconnect' };
}

function publishOf(random: Random, version: Version, messageId: number): IPublishPacket {
  const quality = qos(random);
  return {
    cmd: 'publish',
    topic: topic(random),
    payload: payload(random),
    qos: quality,
    dup: quality > 0 && random() < 0.2,
    retain: random() < 0.2,
    ...(quality > 0 && { messageId }),
    ...(version === 5 && random() < 0.5 && { properties: publishProperties(random) }),
  };
}

function publishProperties(random: Random): NonNullable<IPublishPacket['properties']> {
  return {
    ...(random() < 0.5 && { payloadFormatIndicator: random() < 0.5 }),
    ...(random() < 0.5 && { messageExpiryInterval: Math.floor(random() * 3) }),
    ...(random() < 0.3 && { topicAlias: 1 + Math.floor(random() * 3) }),
    ...(random() < 0.3 && { responseTopic: 'answer', correlationData: payload(random) }),
    ...(random() < 0.5 && { userProperties: { [pick(random, NAMES)]: pick(random, NAMES) } }),
  };
}

function connectProperties(random: Random) {
  return {
    sessionExpiryInterval: Math.floor(random() * 3),
    receiveMaximum: 1 + Math.floor(random() * 10),
    ...(random() < 0.3 && { maximumPacketSize: 20 + Math.floor(random() * 200) }),
    ...(random() < 0.5 && { topicAliasMaximum: Math.floor(random() * 5) }),
    ...(random() < 0.3 && { requestProblemInformation: random() < 0.5 }),
  };
}

function topic(random: Random): string {
  return [pick(random, NAMES) || 'a', pick(random, ['a', 'b', 'c', '__proto__'])].join('/');
}

function payload(random: Random): Buffer {
  return Buffer.alloc(random() * 50, 'x');
}

function qos(random: Random): 0 | 1 | 2 {
  return pick(random, [0, 1, 2] as const);
}

function pick<T>(random: Random, values: readonly [T, ...T[]] | readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}
