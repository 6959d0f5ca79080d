import { variableByteIntegerSize, writeVariableByteInteger } from '../mqtt-protocol/variable-byte-integer.ts';
import { readInteger } from '../text/reader.ts';
import type { Fate, Passing } from '../trace/interference.ts';
import type { Intervention } from './intervention.ts';

/**
 * The broker never sees the request, and the client gets a refusal. Where the version has no refusal, the connection is
 * closed, as brokers do [MQTT-3.3.5-2].
 */
export const refuse: Intervention = {
  kind: 'refuse',
  describe: 'the client gets a refusal, the broker gets nothing',
  packets: ['connect', 'subscribe', 'unsubscribe', 'publish'],
  from: 'client',
  value: { takes: 'CODE', read: readInteger(1, 255) },
  fateOf: (passing, code) => REFUSALS[passing.packet.name]?.(passing, code),
};

type Refusal = (passing: Passing, code: number | undefined) => Fate;

const SERVER_UNAVAILABLE = 0x88;
const NOT_AUTHORIZED = 0x87;
/** The return code of CONNACK in MQTT 3.1 and 3.1.1 (§3.2.2.3). */
const SERVER_UNAVAILABLE_3 = 3;
/** The only failure that SUBACK has in MQTT 3.1.1 (§3.9.3); MQTT 3.1 has none. */
const SUBSCRIPTION_FAILURE = 0x80;

const refuseConnect: Refusal = ({ level }, given) => {
  const code = given ?? (level === 5 ? SERVER_UNAVAILABLE : SERVER_UNAVAILABLE_3);
  const answers = level === 5 ? Buffer.of(0x20, 3, 0, code, 0) : Buffer.of(0x20, 2, 0, code);
  return { words: `refused with code ${code}`, answers, afterwards: 'close' };
};

const refuseSubscribe: Refusal = (passing, given) => {
  if (passing.level === 3) return closed(passing.level);
  const code = given ?? (passing.level === 5 ? NOT_AUTHORIZED : SUBSCRIPTION_FAILURE);
  return refused(0x90, passing, code);
};

const refuseUnsubscribe: Refusal = (passing, given) =>
  passing.level === 5 ? refused(0xb0, passing, given ?? NOT_AUTHORIZED) : closed(passing.level);

const refusePublish: Refusal = ({ packet, level }, given) => {
  const { qos = 0, packetId = 0 } = packet.facts;
  if (level !== 5 || qos === 0) return closed(level, given);
  const code = given ?? NOT_AUTHORIZED;
  const first = qos === 1 ? PUBACK : PUBREC;
  return { words: `refused with code ${code}`, answers: packetOf(first, [...idOf(packetId), code]) };
};

const PUBACK = 0x40;
const PUBREC = 0x50;
const DISCONNECT = 0xe0;

const REFUSALS: Readonly<Record<string, Refusal>> = {
  connect: refuseConnect,
  subscribe: refuseSubscribe,
  unsubscribe: refuseUnsubscribe,
  publish: refusePublish,
};

/** SUBACK or UNSUBACK: the same code for each filter. */
function refused(first: number, { packet, level }: Passing, code: number): Fate {
  const { filters = [], packetId = 0 } = packet.facts;
  const properties = level === 5 ? [0] : [];
  const answers = packetOf(first, [...idOf(packetId), ...properties, ...filters.map(() => code)]);
  return { words: `refused with code ${code}`, answers };
}

/** MQTT 5 says goodbye; earlier brokers only hang up. */
function closed(level: number | undefined, code = NOT_AUTHORIZED): Fate {
  if (level === 5)
    return { words: `refused with code ${code}`, answers: packetOf(DISCONNECT, [code]), afterwards: 'close' };
  return { words: 'refused, the connection is closed', afterwards: 'close' };
}

function idOf(packetId: number): readonly [high: number, low: number] {
  return [packetId >> 8, packetId & 0xff];
}

function packetOf(first: number, body: readonly number[]): Buffer {
  const bytes = Buffer.alloc(1 + variableByteIntegerSize(body.length) + body.length);
  bytes[0] = first;
  bytes.set(body, writeVariableByteInteger(bytes, 1, body.length));
  return bytes;
}
