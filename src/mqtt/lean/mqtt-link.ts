import type { Duplex } from 'node:stream';
import {
  type ClientIdentity,
  type ClientLink,
  LINK_LOST,
  type LinkEnd,
  type LinkHandlers,
  type OpenLink,
} from '../../client-link.ts';
import { ACKNOWLEDGEMENT, encodeAcknowledgement } from '../../mqtt-codec/broker-packets.ts';
import { checkFlags } from '../../mqtt-codec/check-flags.ts';
import { readAcknowledgement, readDisconnect, readPublish } from '../../mqtt-codec/client-packets.ts';
import { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { malformedPacket, PacketFault } from '../../mqtt-codec/packet-fault.ts';
import { PacketSplitter } from '../../mqtt-codec/packet-splitter.ts';
import { PACKET_TYPE } from '../../mqtt-protocol/packet-type.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import { isErrorCode, REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import { VariableByteIntegerDecoder } from '../../mqtt-protocol/variable-byte-integer.ts';
import type { OutgoingMessage } from '../../session.ts';
import { errorWords, unreachable } from '../connection-error.ts';
import { disconnection, isPassing, refusal, refusedMessage } from '../refusal.ts';
import { type ServerLimits, serverLimits } from '../server-limits.ts';
import type { ConnectionSettings, Endpoint } from '../settings.ts';
import { InFlight } from './in-flight.ts';
import { createLeanDial, type LeanDial } from './lean-dial.ts';
import {
  DISCONNECT,
  encodeConnect,
  encodeMessage,
  encodeSubscribe,
  PINGREQ,
  readConnackProperties,
} from './lean-packets.ts';

/** A packet may be longer only if it is a message. Of that the client takes the beginning: longer than any order. */
const MAX_PACKET = 128 * 1024;
/** A broker closes the connection this long after DISCONNECT, or the client does. */
const LEAVE_MS = 2000;
/** mosquitto disconnects a client with more than 20 open handshakes of QoS 2. */
const MAX_QOS_2 = 20;
const MAX_IN_FLIGHT = 1000;
const CONNACK = PACKET_TYPE.connack << 4;

/**
 * Opens connections of many clients over MQTT: TCP, TLS or WebSocket, each node of a cluster in turn. Every session is
 * clean. By hand beside mqtt.js, of which a client costs ten times the memory.
 */
export async function createMqttLinks(settings: ConnectionSettings, qos: Qos | -1): Promise<OpenLink> {
  const dial = await createLeanDial(settings);
  const common = { ...settings, qos };
  return (identity, handlers, node) =>
    new MqttLink(identity, handlers, common, (onBytes) => dial(onBytes, node));
}

/** Dials one node. */
type NodeDial = (onBytes: (bytes: Buffer) => void) => ReturnType<LeanDial>;

interface LinkSettings extends ConnectionSettings {
  readonly qos: Qos | -1;
}

class MqttLink implements ClientLink {
  readonly #settings: LinkSettings;
  readonly #handlers: LinkHandlers;
  readonly #stream: Duplex;
  readonly #endpoint: Endpoint;
  readonly #inFlight = new InFlight();
  #mostInFlight: number;
  /** The broker may shorten the user's (MQTT 5 §3.2.2.3.14). */
  #keepaliveS: number;
  #limits: ServerLimits | undefined;
  #isOpen = false;
  #isOver = false;
  /** The beginning of a packet, until its rest comes. */
  #kept: Buffer | undefined;
  /** What is still to come of a message whose beginning was taken. */
  #unwantedBytes = 0;
  /** Packets of this turn of the event loop: they leave in one write. */
  #packets: Buffer[] | undefined;
  #written: ((error?: Error) => void)[] | undefined;
  #error: Error | undefined;
  #sentMs = performance.now();
  #pingedMs: number | undefined;

  constructor(identity: ClientIdentity, handlers: LinkHandlers, settings: LinkSettings, dial: NodeDial) {
    this.#settings = settings;
    this.#handlers = handlers;
    this.#mostInFlight = settings.qos === 2 ? MAX_QOS_2 : MAX_IN_FLIGHT;
    this.#keepaliveS = settings.keepaliveS;
    const { stream, endpoint } = dial((bytes) => this.#receive(bytes));
    this.#stream = stream;
    this.#endpoint = endpoint;
    stream.on('error', (error) => {
      this.#error = error;
    });
    stream.on('close', () => this.#closed());
    stream.write(encodeConnect(identity, settings));
  }

  get hasRoom(): boolean {
    return this.#isOpen && this.#inFlight.size < this.#mostInFlight;
  }

  publish(message: OutgoingMessage, done: (error?: Error) => void): void {
    if (!this.#isOpen) {
      done(LINK_LOST);
      return;
    }
    const refused = this.#limits?.(message);
    if (refused !== undefined) {
      // As late as the broker's own answer: the caller may be sending others.
      process.nextTick(done, refused);
    } else if (message.qos <= 0) {
      this.#written ??= [];
      this.#written.push(done);
      this.#send(encodeMessage(message, 0, this.#hasProperties));
    } else {
      this.#send(encodeMessage(message, this.#inFlight.add(done), this.#hasProperties));
    }
  }

  subscribe(filter: string, qos: Qos): void {
    this.#send(
      encodeSubscribe(
        filter,
        qos,
        this.#inFlight.add(() => {}),
        this.#hasProperties,
      ),
    );
  }

  leave(): void {
    if (this.#isOver) return;
    const isOpen = this.#isOpen;
    this.#finish();
    if (!isOpen) {
      this.#stream.destroy();
      return;
    }
    this.#flush();
    this.#stream.end(DISCONNECT);
    // Reads on: a reset for unread bytes would take the last packets away from the broker.
    const late = setTimeout(() => this.#stream.destroy(), LEAVE_MS).unref();
    this.#stream.once('close', () => clearTimeout(late));
    this.#inFlight.fail(LINK_LOST);
  }

  vanish(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#stream.destroy();
    this.#inFlight.fail(LINK_LOST);
  }

  tick(nowMs: number): void {
    if (this.#isOver) return;
    const { connectTimeoutMs } = this.#settings;
    const keepaliveS = this.#keepaliveS;
    if (!this.#isOpen) {
      if (nowMs - this.#sentMs > connectTimeoutMs) this.#stream.destroy(new Error('timed out'));
    } else if (keepaliveS === 0) {
      return;
    } else if (this.#pingedMs !== undefined) {
      if (nowMs - this.#pingedMs > keepaliveS * 500) this.#stream.destroy(new Error('timed out'));
    } else if (nowMs - this.#sentMs > keepaliveS * 750) {
      this.#pingedMs = nowMs;
      this.#send(PINGREQ);
    }
  }

  get #hasProperties(): boolean {
    return this.#settings.mqttVersion === 5;
  }

  #send(packet: Buffer): void {
    if (this.#packets === undefined) {
      this.#packets = [packet];
      process.nextTick(MqttLink.flush, this);
    } else {
      this.#packets.push(packet);
    }
  }

  #flush(): void {
    const packets = this.#packets;
    if (packets === undefined) return;
    this.#packets = undefined;
    const written = this.#written;
    this.#written = undefined;
    this.#sentMs = performance.now();
    const [first] = packets;
    const bytes = packets.length === 1 && first ? first : Buffer.concat(packets);
    if (written === undefined) this.#stream.write(bytes);
    else this.#stream.write(bytes, (error) => tellAll(written, error ? LINK_LOST : undefined));
  }

  /** A bound function would be another object for each link. */
  static flush(link: MqttLink): void {
    link.#flush();
  }

  #receive(bytes: Buffer): void {
    if (this.#isOver) return;
    this.#pingedMs = undefined;
    if (this.#unwantedBytes > 0) {
      this.#passOver(bytes);
      return;
    }
    const all = this.#kept === undefined ? bytes : Buffer.concat([this.#kept, bytes]);
    this.#kept = undefined;
    if (!this.#isOpen && all[0] !== CONNACK) {
      this.#stream.destroy(malformedPacket('it is no CONNACK'));
      return;
    }
    const at = this.#takePubacks(all);
    if (at === all.length) return;
    const splitter = new PacketSplitter();
    splitter.push(all.subarray(at));
    try {
      for (let packet = splitter.next(MAX_PACKET); packet; packet = splitter.next(MAX_PACKET)) {
        this.#take(packet);
        if (this.#isOver) return;
      }
    } catch (error) {
      const rest = all.subarray(all.length - splitter.buffered);
      if (!isTooLong(error) || !this.#takeBeginning(rest)) this.#stream.destroy(error as Error);
      return;
    }
    // The bytes belong to the next read.
    if (splitter.buffered > 0) this.#kept = Buffer.from(all.subarray(all.length - splitter.buffered));
  }

  /**
   * Takes a message that is too long by its beginning, so that whoever waits for messages can refuse it, and passes over
   * the rest: a retained one would come again on every connection. False for any other packet, and for one whose beginning
   * is faulty.
   */
  #takeBeginning(bytes: Buffer): boolean {
    const [first = 0] = bytes;
    if (first >> 4 !== PACKET_TYPE.publish) return false;
    if (bytes.length < MAX_PACKET) {
      this.#kept = Buffer.from(bytes);
      return true;
    }
    const length = new VariableByteIntegerDecoder();
    for (const byte of bytes.subarray(1)) if (length.take(byte) !== 'more') break;
    const start = 1 + length.size;
    try {
      this.#take(new PacketCursor(first, bytes, start, MAX_PACKET));
    } catch {
      return false;
    }
    this.#unwantedBytes = start + length.value - MAX_PACKET;
    this.#passOver(bytes.subarray(MAX_PACKET));
    return true;
  }

  /** Drops what is still to come of a message, and takes what comes behind it. */
  #passOver(bytes: Buffer): void {
    const unwanted = Math.min(this.#unwantedBytes, bytes.length);
    this.#unwantedBytes -= unwanted;
    if (unwanted < bytes.length) this.#receive(bytes.subarray(unwanted));
  }

  /** Takes plain PUBACKs, by far the most frequent packet; returns where another packet begins. */
  #takePubacks(bytes: Buffer): number {
    let at = 0;
    for (; at + 4 <= bytes.length && bytes[at] === ACKNOWLEDGEMENT.puback && bytes[at + 1] === 2; at += 4) {
      this.#inFlight.settle(bytes.readUInt16BE(at + 2));
      if (this.#isOver) return bytes.length;
    }
    return at;
  }

  #take(packet: PacketCursor): void {
    checkFlags(packet.first);
    const level = this.#settings.mqttVersion;
    switch (packet.first >> 4) {
      case PACKET_TYPE.connack:
        this.#takeConnack(packet);
        return;
      case PACKET_TYPE.puback:
      case PACKET_TYPE.pubcomp: {
        const { packetId, reasonCode } = readAcknowledgement(packet, level);
        this.#inFlight.settle(packetId, isErrorCode(reasonCode) ? refusedMessage(reasonCode) : undefined);
        return;
      }
      case PACKET_TYPE.pubrec: {
        const { packetId, reasonCode } = readAcknowledgement(packet, level);
        if (isErrorCode(reasonCode)) this.#inFlight.settle(packetId, refusedMessage(reasonCode));
        else if (this.#inFlight.has(packetId))
          this.#send(encodeAcknowledgement('pubrel', packetId, 0, level));
        return;
      }
      case PACKET_TYPE.suback:
        this.#inFlight.settle(packet.uint16());
        return;
      case PACKET_TYPE.publish:
        this.#takePublish(packet);
        return;
      case PACKET_TYPE.disconnect: {
        const { reasonCode } = readDisconnect(packet, level);
        const failure = disconnection(reasonCode, this.#endpoint);
        if (failure) this.#end({ why: failure.message, failure, isFinal: true });
        return;
      }
    }
  }

  #takeConnack(packet: PacketCursor): void {
    packet.byte();
    const code = packet.byte();
    if (code !== 0) {
      const failure = refusal(code, this.#endpoint);
      this.#end({ why: failure.message, failure, isFinal: !isPassing(code) });
      return;
    }
    if (this.#hasProperties) {
      const properties = readConnackProperties(packet);
      const { receiveMaximum, serverKeepAlive } = properties;
      this.#limits = serverLimits(properties);
      this.#mostInFlight = Math.min(this.#mostInFlight, receiveMaximum ?? MAX_IN_FLIGHT);
      this.#keepaliveS = serverKeepAlive ?? this.#keepaliveS;
    }
    this.#isOpen = true;
    this.#handlers.opened();
  }

  #takePublish(packet: PacketCursor): void {
    const level = this.#settings.mqttVersion;
    const { topic, payload, qos, retain, dup, packetId } = readPublish(packet, level);
    if (qos === 1) this.#send(encodeAcknowledgement('puback', packetId, 0, level));
    this.#handlers.message({ topic, payload: Buffer.from(payload), qos, retain, dup });
  }

  #closed(): void {
    const error = this.#error ?? new Error('the connection was closed');
    const failure = unreachable(error, { ...this.#settings, endpoint: this.#endpoint });
    this.#end({ why: errorWords(error), failure, isFinal: false });
  }

  #end(end: LinkEnd): void {
    if (this.#isOver) return;
    this.#finish();
    this.#stream.destroy();
    this.#inFlight.fail(LINK_LOST);
    this.#handlers.closed(end);
  }

  #finish(): void {
    this.#isOver = true;
    this.#isOpen = false;
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof PacketFault && error.reasonCode === REASON_CODE['packet too large'];
}

function tellAll(callbacks: readonly ((error?: Error) => void)[], error: Error | undefined): void {
  for (const callback of callbacks) callback(error);
}
