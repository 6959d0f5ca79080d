import { encode, MAX_DATAGRAM } from './encode.ts';
import type { Message } from './messages.ts';

/**
 * The UDP datagram of a message; undefined if it doesn't fit one. For a wireless node it is in an envelope that the
 * node's forwarder opens (MQTT-SN 1.2 §5.5).
 */
export function datagramOf(message: Message, node?: Buffer): Buffer | undefined {
  try {
    const inner = encode(message);
    const datagram =
      node === undefined
        ? inner
        : encode({ type: 'ENCAPSULATED', ctrl: 0, nodeId: node, encapsulated: inner });
    return datagram.length <= MAX_DATAGRAM ? datagram : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
