import {
  encodePublish,
  encodePublish5,
  type PublishExtras,
  withPacketId,
} from '../../mqtt-codec/encode-publish.ts';
import type { ApplicationMessage } from '../message.ts';

const NOTHING_MORE = { identifiers: undefined, expiry: undefined, alias: 0, aliasOnly: false } as const;

/**
 * Encodes a message once for all subscribers with the same version, QoS and RETAIN. Only the packet
 * identifier may differ.
 */
export class PublishEncoder {
  #message: ApplicationMessage | undefined;
  readonly #packets = new Map<number, Buffer>();

  encode(message: ApplicationMessage, isVersion5: boolean, extras: PublishExtras): Buffer {
    if (this.#message !== message) {
      this.#message = message;
      if (this.#packets.size > 0) this.#packets.clear();
    }
    const { qos, packetId, retain, dup } = extras;
    const key = (isVersion5 ? 16 : 0) | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
    const known = this.#packets.get(key);
    if (known !== undefined) return packetId === 0 ? known : withPacketId(known, packetId);
    const packet = isVersion5
      ? encodePublish5(message, extras, NOTHING_MORE)
      : encodePublish(message, extras);
    this.#packets.set(key, packet);
    return packet;
  }
}
