import { type Dialogue, MqttStream, PACKET_LIMIT } from './mqtt/stream.ts';
import { otherSide, type Side } from './packet.ts';
import type { Sighting, StreamReader } from './sighting.ts';
import { WebSocketStream } from './websocket/stream.ts';

/**
 * Reads both directions of one TCP connection. What it carries (MQTT, MQTT over WebSocket, or neither) is
 * told by the client's first byte; what a broker says before that is read as MQTT.
 */
export class DialogueReader {
  readonly #dialogue: Dialogue = { level: undefined };
  readonly #readers: Partial<Record<Side, StreamReader>> = {};
  readonly #limit: number;
  #carries: Carried = 'mqtt';

  constructor(limit: number = PACKET_LIMIT) {
    this.#limit = limit;
  }

  push(from: Side, chunk: Uint8Array): Sighting[] {
    return this.#reader(from, chunk).push(chunk);
  }

  /** At the end of one direction. */
  end(from: Side): Sighting[] {
    return this.#readers[from]?.end() ?? [];
  }

  /** Bytes of a direction that began with something other than MQTT are as unreadable as their answers. */
  #reader(from: Side, chunk: Uint8Array): StreamReader {
    const known = this.#readers[from];
    if (known !== undefined) return known;
    if (from === 'client' && this.#readers[otherSide(from)] === undefined) this.#carries = sniff(chunk[0]);
    const reader = this.#create(from);
    this.#readers[from] = reader;
    return reader;
  }

  #create(from: Side): StreamReader {
    const mqtt = new MqttStream(from, this.#dialogue, this.#limit);
    switch (this.#carries) {
      case 'mqtt':
        return mqtt;
      case 'websocket':
        return new WebSocketStream(from, mqtt);
      case 'tls':
        return new Unreadable(
          from === 'client'
            ? 'TLS: connect without TLS; --url mqtts:// encrypts the way to the broker'
            : 'TLS',
        );
    }
  }
}

type Carried = 'mqtt' | 'websocket' | 'tls';

/** No CONNECT begins like an HTTP request's `G` or a TLS record's 0x16. */
function sniff(firstByte: number | undefined): Carried {
  if (firstByte === 0x47) return 'websocket';
  return firstByte === 0x16 ? 'tls' : 'mqtt';
}

/** Says once why nothing is shown. */
class Unreadable implements StreamReader {
  #reason: string | undefined;

  constructor(reason: string) {
    this.#reason = reason;
  }

  push(): Sighting[] {
    const reason = this.#reason;
    this.#reason = undefined;
    return reason === undefined ? [] : [{ kind: 'unreadable', reason }];
  }

  end(): Sighting[] {
    return [];
  }
}
