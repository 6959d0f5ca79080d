import { variableByteIntegerSize, writeVariableByteInteger } from '../mqtt-protocol/variable-byte-integer.ts';
import type { OutgoingMessage } from '../session.ts';

/** The parts of a PUBLISH of QoS 0 or 1 beside its message. */
export interface PublishHead {
  /** True if the message was sent before, over an earlier connection. */
  readonly dup: boolean;
  /** The packet identifier; undefined at QoS 0. */
  readonly id: number | undefined;
  /** True in MQTT 5: the packet has properties. */
  readonly hasProperties: boolean;
}

/** PUBLISH packets (MQTT 3.1.1 §3.3, MQTT 5 §3.3), written one behind the other into large pieces of memory. */
export interface PacketBatch {
  readonly isEmpty: boolean;
  add(message: OutgoingMessage, head: PublishHead): void;
  /** The bytes since the last call. They belong to the caller. */
  take(): Uint8Array;
}

const PIECE_BYTES = 64 * 1024;
/** Fixed header, topic length, packet identifier, property length and Content Type's identifier and length. */
const MAX_OVERHEAD_BYTES = 5 + 2 + 2 + 4 + 3;
const CONTENT_TYPE = 3;

/** An empty batch. Its memory is used up from front to back and then replaced, so bytes taken never change. */
export function createPacketBatch(): PacketBatch {
  let piece = Buffer.alloc(0);
  let start = 0;
  let end = 0;

  /** Makes room for `size` bytes behind the waiting bytes. */
  const reserve = (size: number): void => {
    if (piece.length - end >= size) return;
    const waiting = piece.subarray(start, end);
    piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, 2 * waiting.length + size));
    end = waiting.copy(piece);
    start = 0;
  };

  return {
    get isEmpty() {
      return end === start;
    },
    add(message, { dup, id, hasProperties }) {
      const { topic, payload, retain } = message;
      const topicLength = Buffer.byteLength(topic);
      const contentType = hasProperties ? message.contentType : undefined;
      const typeLength = contentType === undefined ? 0 : Buffer.byteLength(contentType);
      const propertiesLength = contentType === undefined ? 0 : 3 + typeLength;
      const remaining =
        2 +
        topicLength +
        (id === undefined ? 0 : 2) +
        (hasProperties ? variableByteIntegerSize(propertiesLength) + propertiesLength : 0) +
        payload.length;
      reserve(MAX_OVERHEAD_BYTES + topicLength + typeLength + payload.length);

      piece[end++] = 0x30 | (dup ? 8 : 0) | (id === undefined ? 0 : 2) | (retain ? 1 : 0);
      end = writeVariableByteInteger(piece, end, remaining);
      end = piece.writeUInt16BE(topicLength, end);
      end += piece.write(topic, end);
      if (id !== undefined) end = piece.writeUInt16BE(id, end);
      if (hasProperties) end = writeVariableByteInteger(piece, end, propertiesLength);
      if (contentType !== undefined) {
        piece[end++] = CONTENT_TYPE;
        end = piece.writeUInt16BE(typeLength, end);
        end += piece.write(contentType, end);
      }
      piece.set(payload, end);
      end += payload.length;
    },
    take() {
      const bytes = piece.subarray(start, end);
      start = end;
      return bytes;
    },
  };
}
