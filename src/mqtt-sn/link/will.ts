import { usageFailure } from '../../failure.ts';
import type { Will } from '../../mqtt-protocol/will.ts';
import { datagramOf } from '../codec/datagram.ts';

/** Throws a usage Failure for a will too long for a UDP datagram. MQTT would take it. */
export function assertWillFits({ topic, payload, qos, retain }: Will): void {
  if (datagramOf({ type: 'WILLTOPIC', qos, retain, willTopic: topic }) === undefined) {
    throw usageFailure('--will-topic: too long for a UDP datagram; over MQTT-SN, use at most 65502 bytes');
  }
  if (datagramOf({ type: 'WILLMSG', willMessage: payload }) === undefined) {
    throw usageFailure('--will-payload: too long for a UDP datagram; over MQTT-SN, use at most 65503 bytes');
  }
}
