import { encode, MAX_DATAGRAM } from './encode.ts';
import type { SnMessage } from './messages.ts';

/**
 * The UDP datagram of a message; undefined if the message is too long. A message to a wireless node `node` goes in an
 * envelope for the node's forwarder (MQTT-SN 1.2 §5.5).
 */
export function datagramOf(message: SnMessage, node?: Buffer): Buffer | undefined {
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
