import { encode, MAX_DATAGRAM } from '../codec/encode.ts';
import type { Message } from '../codec/messages.ts';

/**
 * The datagram of a message, for a wireless node in an envelope that its forwarder opens (MQTT-SN 1.2 §5.5). Undefined
 * if it doesn't fit.
 */
export function datagramOf(message: Message, node: Buffer | undefined): Buffer | undefined {
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
