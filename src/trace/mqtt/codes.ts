import type { PacketName } from '../../mqtt-protocol/packet-type.ts';
import { isErrorCode, reasonWords } from '../../mqtt-protocol/reason-code.ts';
import { CONNACK_RETURN_CODE, connackReturnWords, SUBACK_FAILURE } from '../../mqtt-protocol/return-code.ts';
import type { Code } from '../packet.ts';

/** A return code of MQTT 3.1 and 3.1.1's CONNACK (MQTT 3.1.1 §3.2.2.3). */
export function connackReturnCode(value: number): Code {
  const isError = value !== CONNACK_RETURN_CODE.accepted;
  const words = connackReturnWords(value);
  if (words === undefined) return { value, words: RESERVED, isError };
  return { value, words: isError ? `refused: ${words}` : words, isError };
}

/** A return code of MQTT 3.1.1's SUBACK (§3.9.3). */
export function subackReturnCode(value: number): Code {
  if (value <= 2) return { value, words: `granted QoS ${value}`, isError: false };
  return { value, words: value === SUBACK_FAILURE ? 'failure' : RESERVED, isError: true };
}

/** A reason code of MQTT 5 (§2.4); the meaning of 0, 1 and 2 depends on the packet. */
export function reasonCodeIn(packet: PacketName, value: number): Code {
  return { value, words: reasonWords(value, packet) ?? RESERVED, isError: isErrorCode(value) };
}

const RESERVED = 'reserved code';
