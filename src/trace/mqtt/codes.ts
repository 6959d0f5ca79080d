import type { Code } from '../packet.ts';
import type { PacketName } from './packet-types.ts';

/** A return code of MQTT 3.1 and 3.1.1's CONNACK (MQTT 3.1.1 §3.2.2.3). */
export function connectReturnCode(value: number): Code {
  return { value, words: CONNECT_RETURN_CODES[value] ?? 'reserved code', isError: value !== 0 };
}

/** A return code of MQTT 3.1.1's SUBACK (§3.9.3). */
export function subscribeReturnCode(value: number): Code {
  if (value <= 2) return { value, words: `granted QoS ${value}`, isError: false };
  return { value, words: value === 0x80 ? 'failure' : 'reserved code', isError: true };
}

/** A reason code of MQTT 5 (§2.4); what 0, 1 and 2 mean depends on the packet. */
export function reasonCode(value: number, packet: PacketName): Code {
  return { value, words: reasonWords(value, packet), isError: value >= 0x80 };
}

function reasonWords(value: number, packet: PacketName): string {
  if (packet === 'suback' && value <= 2) return `granted QoS ${value}`;
  if (packet === 'disconnect' && value === 0) return 'normal disconnection';
  return REASONS[value] ?? 'reserved code';
}

const CONNECT_RETURN_CODES: readonly string[] = [
  'accepted',
  'refused: unacceptable protocol version',
  'refused: identifier rejected',
  'refused: server unavailable',
  'refused: bad user name or password',
  'refused: not authorized',
];

/** MQTT 5.0 §2.4, table 2-6. */
const REASONS: Readonly<Record<number, string>> = {
  0: 'success',
  4: 'disconnect with will message',
  16: 'no matching subscribers',
  17: 'no subscription existed',
  24: 'continue authentication',
  25: 're-authenticate',
  128: 'unspecified error',
  129: 'malformed packet',
  130: 'protocol error',
  131: 'implementation specific error',
  132: 'unsupported protocol version',
  133: 'client identifier not valid',
  134: 'bad user name or password',
  135: 'not authorized',
  136: 'server unavailable',
  137: 'server busy',
  138: 'banned',
  139: 'server shutting down',
  140: 'bad authentication method',
  141: 'keep alive timeout',
  142: 'session taken over',
  143: 'topic filter invalid',
  144: 'topic name invalid',
  145: 'packet identifier in use',
  146: 'packet identifier not found',
  147: 'receive maximum exceeded',
  148: 'topic alias invalid',
  149: 'packet too large',
  150: 'message rate too high',
  151: 'quota exceeded',
  152: 'administrative action',
  153: 'payload format invalid',
  154: 'retain not supported',
  155: 'QoS not supported',
  156: 'use another server',
  157: 'server moved',
  158: 'shared subscriptions not supported',
  159: 'connection rate exceeded',
  160: 'maximum connect time',
  161: 'subscription identifiers not supported',
  162: 'wildcard subscriptions not supported',
};
