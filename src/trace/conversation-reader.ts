import { type ConnectionVersion, DEFAULT_MAX_PACKET_BYTES, MqttStream } from './mqtt/stream.ts';
import { receiverOf, type Sender } from './packet.ts';
import { WebSocketStream } from './websocket/stream.ts';
import type { StreamReader, WireItem } from './wire-item.ts';

/**
 * Reads both directions of one TCP connection. The client's first byte tells the protocol (MQTT, MQTT over WebSocket, or
 * neither). Bytes of the broker before it are read as MQTT.
 */
export class ConversationReader {
  readonly #version: ConnectionVersion = { level: undefined };
  readonly #readers: Partial<Record<Sender, StreamReader>> = {};
  readonly #limit: number;
  #carries: Carried = 'mqtt';

  constructor(limit: number = DEFAULT_MAX_PACKET_BYTES) {
    this.#limit = limit;
  }

  /** MQTT itself, neither in WebSocket nor encrypted. */
  get isPlain(): boolean {
    return this.#carries === 'mqtt';
  }

  /** The protocol level in CONNECT; undefined if no CONNECT was read. */
  get level(): number | undefined {
    return this.#version.level;
  }

  push(from: Sender, chunk: Uint8Array): WireItem[] {
    return this.#reader(from, chunk).push(chunk);
  }

  /** At the end of one direction. */
  end(from: Sender): WireItem[] {
    return this.#readers[from]?.end() ?? [];
  }

  /** The protocol of the client's direction holds for the answers, too. */
  #reader(from: Sender, chunk: Uint8Array): StreamReader {
    const known = this.#readers[from];
    if (known !== undefined) return known;
    if (from === 'client' && this.#readers[receiverOf(from)] === undefined) this.#carries = sniff(chunk[0]);
    const reader = this.#create(from);
    this.#readers[from] = reader;
    return reader;
  }

  #create(from: Sender): StreamReader {
    const mqtt = new MqttStream(from, this.#version, this.#limit);
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

/** Gives the reason for showing nothing, once. */
class Unreadable implements StreamReader {
  #reason: string | undefined;

  constructor(reason: string) {
    this.#reason = reason;
  }

  push(): WireItem[] {
    const reason = this.#reason;
    this.#reason = undefined;
    return reason === undefined ? [] : [{ kind: 'unreadable', reason }];
  }

  end(): WireItem[] {
    return [];
  }
}
