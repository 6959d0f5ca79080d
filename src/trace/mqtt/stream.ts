import { packetType } from '../../mqtt-protocol/packet-type.ts';
import type { Side } from '../packet.ts';
import type { Sighting, StreamReader } from '../sighting.ts';
import { levelOf } from './connect.ts';
import { dissect, dissectHeader } from './dissect.ts';
import { type Frame, Framer } from './framer.ts';

/** What both directions of a connection know: the version that CONNECT asked for. */
export interface Dialogue {
  level: number | undefined;
}

/** Packets above this many bytes are shown with their header only, unless told otherwise. */
export const PACKET_LIMIT = 1024 * 1024;

/** Turns one direction of a connection into packets. */
export class MqttStream implements StreamReader {
  readonly #dialogue: Dialogue;
  readonly #framer: Framer;
  #isFirst = true;
  #isLost = false;

  constructor(from: Side, dialogue: Dialogue, limit: number = PACKET_LIMIT) {
    this.#dialogue = dialogue;
    this.#framer = new Framer(limit, (byte) => !this.#isFirst || mayOpen(from, byte));
  }

  push(chunk: Uint8Array): Sighting[] {
    const sightings: Sighting[] = [];
    this.#framer.push(chunk, (frame) => sightings.push(this.#see(frame)));
    return sightings;
  }

  end(): Sighting[] {
    const { missing } = this.#framer;
    if (missing === 0 || this.#isLost) return [];
    return [{ kind: 'unreadable', reason: `ended within a packet, at least ${missing} bytes short` }];
  }

  #see(frame: Frame): Sighting {
    this.#isFirst = false;
    switch (frame.kind) {
      case 'packet': {
        const packet = dissect(frame.bytes, this.#dialogue.level);
        if (packet.name === 'connect') this.#dialogue.level = levelOf(packet.facts);
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
function mayOpen(from: Side, firstByte: number): boolean {
  const name = packetType(firstByte)?.name;
  if (from === 'client') return name === 'connect';
  return name === 'connack' || name === 'auth' || name === 'disconnect';
}
