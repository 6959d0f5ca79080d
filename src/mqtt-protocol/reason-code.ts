import type { PacketName } from './packet-type.ts';

/** The reason codes of MQTT 5, by the standard's own words for each (MQTT 5.0 §2.4, table 2-6). */
export const REASON_CODE = {
  success: 0,
  'disconnect with will message': 4,
  'no matching subscribers': 16,
  'no subscription existed': 17,
  'continue authentication': 24,
  're-authenticate': 25,
  'unspecified error': 128,
  'malformed packet': 129,
  'protocol error': 130,
  'implementation specific error': 131,
  'unsupported protocol version': 132,
  'client identifier not valid': 133,
  'bad user name or password': 134,
  'not authorized': 135,
  'server unavailable': 136,
  'server busy': 137,
  banned: 138,
  'server shutting down': 139,
  'bad authentication method': 140,
  'keep alive timeout': 141,
  'session taken over': 142,
  'topic filter invalid': 143,
  'topic name invalid': 144,
  'packet identifier in use': 145,
  'packet identifier not found': 146,
  'receive maximum exceeded': 147,
  'topic alias invalid': 148,
  'packet too large': 149,
  'message rate too high': 150,
  'quota exceeded': 151,
  'administrative action': 152,
  'payload format invalid': 153,
  'retain not supported': 154,
  'QoS not supported': 155,
  'use another server': 156,
  'server moved': 157,
  'shared subscriptions not supported': 158,
  'connection rate exceeded': 159,
  'maximum connect time': 160,
  'subscription identifiers not supported': 161,
  'wildcard subscriptions not supported': 162,
} as const;

export type ReasonCode = (typeof REASON_CODE)[keyof typeof REASON_CODE];

/** True from 0x80 on: the code is a failure (MQTT 5.0 §2.4). */
export function isErrorCode(code: number): boolean {
  return code >= 0x80;
}

/** The standard's words for a code in a packet; undefined for a reserved code. */
export function reasonWords(code: number, packet?: PacketName): string | undefined {
  if (packet === 'suback' && code <= 2) return `granted QoS ${code}`;
  if (packet === 'disconnect' && code === 0) return 'normal disconnection';
  return WORDS.get(code);
}

const WORDS: ReadonlyMap<number, string> = new Map(
  Object.entries(REASON_CODE).map(([words, code]) => [code, words]),
);
