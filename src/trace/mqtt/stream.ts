import { packetType } from '../../mqtt-protocol/packet-type.ts';
import type { Sender } from '../packet.ts';
import type { StreamReader, WireItem } from '../wire-item.ts';
import { levelOf } from './connect.ts';
import { dissect, dissectHeader } from './dissect.ts';
import { type Frame, Framer } from './framer.ts';

/** The protocol level in CONNECT, shared by both directions of a connection. */
export interface ConnectionVersion {
  level: number | undefined;
}

/** Larger packets, in bytes, are shown with their header only. */
export const DEFAULT_MAX_PACKET_BYTES = 1024 * 1024;

/** Turns one direction of a connection into packets. */
export class MqttStream implements StreamReader {
  readonly #version: ConnectionVersion;
  readonly #framer: Framer;
  #isFirst = true;
  #isLost = false;

  constructor(from: Sender, version: ConnectionVersion, limit: number = DEFAULT_MAX_PACKET_BYTES) {
    this.#version = version;
    this.#framer = new Framer(limit, (byte) => !this.#isFirst || mayOpen(from, byte));
  }

  push(chunk: Uint8Array): WireItem[] {
    const items: WireItem[] = [];
    this.#framer.push(chunk, (frame) => items.push(this.#see(frame)));
    return items;
  }

  end(): WireItem[] {
    const { missing } = this.#framer;
    if (missing === 0 || this.#isLost) return [];
    return [{ kind: 'unreadable', reason: `ended within a packet, at least ${missing} bytes short` }];
  }

  #see(frame: Frame): WireItem {
    this.#isFirst = false;
    switch (frame.kind) {
      case 'packet': {
        const packet = dissect(frame.bytes, this.#version.level);
        if (packet.name === 'connect') this.#version.level = levelOf(packet.facts);
        return { kind: 'packet', packet };
      }
      case 'long':
        return { kind: 'packet', packet: dissectHeader(frame.header, frame.length) };
      case 'lost':
        this.#isLost = true;
        return { kind: 'unreadable', reason: frame.reason };
    }
  }
}

/** A client begins with CONNECT [MQTT-3.1.0-1]; a broker with its answer. */
function mayOpen(from: Sender, firstByte: number): boolean {
  const name = packetType(firstByte)?.name;
  if (from === 'client') return name === 'connect';
  return name === 'connack' || name === 'auth' || name === 'disconnect';
}
