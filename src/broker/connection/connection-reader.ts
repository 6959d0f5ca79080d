import { PINGRESP } from '../../mqtt-codec/broker-packets.ts';
import { checkFlags } from '../../mqtt-codec/check-flags.ts';
import { readAcknowledgement, readDisconnect } from '../../mqtt-codec/client-packets.ts';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { malformedPacket, PacketFault, protocolError } from '../../mqtt-codec/packet-fault.ts';
import { PacketSplitter } from '../../mqtt-codec/packet-splitter.ts';
import { PACKET_TYPE } from '../../mqtt-protocol/packet-type.ts';
import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import type { ClientSession } from '../session/session.ts';
import type { TransportHandler } from '../transport.ts';
import type { ClientConnection } from './client-connection.ts';
import { receiveConnect } from './handshake.ts';
import { receivePublish, receivePubrel } from './receive-publish.ts';
import { receiveSubscribe, receiveUnsubscribe } from './subscribing.ts';

/** Bounds CONNECT, and the bytes buffered for a held connection. */
const MAX_READ_AHEAD_BYTES = 64 * 1024;
/** Packets of one client before the event loop turns to other clients. */
const PACKETS_A_TURN = 300;

/**
 * Reads one client's packets and hands each packet, in order, to the code for the packet's type. Every packet
 * before the end of a connection is handled, even after a reset: a client may connect, publish and go without
 * waiting for an answer.
 */
export class ConnectionReader implements TransportHandler {
  readonly #connection: ClientConnection;
  readonly #input = new PacketSplitter();
  #silence: NodeJS.Timeout | undefined;
  #isHandling = false;
  #handled = 0;
  #isPaused = false;
  #isOver = false;

  constructor(connection: ClientConnection) {
    this.#connection = connection;
    const { connectTimeoutMs } = connection.core.limits;
    this.#silence = setTimeout(() => {
      connection.close({ reason: `no CONNECT within ${connectTimeoutMs / 1000} s` });
    }, connectTimeoutMs).unref();
    connection.onReleased = () => this.#handleAll();
    connection.onClosed.push(() => clearTimeout(this.#silence));
  }

  data(chunk: Buffer): void {
    const { core, isClosed } = this.#connection;
    core.counters.received.bytes += chunk.length;
    if (isClosed) return;
    if (this.#connection.session) this.#silence?.refresh();
    this.#input.push(chunk);
    this.#handleAll();
  }

  drained(): void {
    this.#connection.drained();
  }

  ended(error?: Error): void {
    this.#isOver = true;
    if (error instanceof PacketFault) this.#connection.fail(error);
    else this.#handleAll();
  }

  #handleAll(): void {
    const connection = this.#connection;
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      while (!connection.isHeld && !connection.isClosed) {
        const packet = this.#input.next(this.#maxBytes());
        if (packet === undefined) break;
        this.#handle(packet);
        this.#handled += 1;
        if (this.#handled >= PACKETS_A_TURN) this.#nextTurn();
      }
    } catch (error) {
      connection.fail(error);
    } finally {
      this.#isHandling = false;
    }
    if (connection.isHeld) this.#pauseIfAhead();
    else if (this.#isOver) connection.close();
    else this.#resume();
  }

  /** Goes on in the next turn of the event loop. */
  #nextTurn(): void {
    this.#handled = 0;
    this.#connection.hold();
    setImmediate(() => this.#connection.release());
  }

  #maxBytes(): number {
    const { maxPacketBytes } = this.#connection.core.limits;
    return this.#connection.session ? maxPacketBytes : Math.min(MAX_READ_AHEAD_BYTES, maxPacketBytes);
  }

  /** Pauses only with a full buffer: a reset of a paused connection loses unread bytes. */
  #pauseIfAhead(): void {
    if (this.#isPaused || this.#input.buffered < MAX_READ_AHEAD_BYTES) return;
    this.#isPaused = true;
    this.#connection.transport.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#connection.transport.resume();
  }

  #handle(packet: PacketCursor): void {
    const { core, session } = this.#connection;
    core.counters.received.packets += 1;
    const type = packet.first >> 4;
    checkFlags(packet.first);
    if (session) this.#handleConnected(type, packet, session);
    else if (type === PACKET_TYPE.connect) {
      receiveConnect(this.#connection, packet);
      if (this.#connection.session) this.#keepAlive();
      else if (this.#connection.isHeld) this.#keepAliveLater();
    } else throw protocolError('the first packet is not CONNECT'); // [MQTT-3.1.0-1]
  }

  #handleConnected(type: number, packet: PacketCursor, session: ClientSession): void {
    const connection = this.#connection;
    switch (type) {
      case PACKET_TYPE.publish:
        connection.core.counters.received.publishes += 1;
        receivePublish(connection, session, packet);
        return;
      case PACKET_TYPE.puback:
      case PACKET_TYPE.pubrec:
      case PACKET_TYPE.pubrel:
      case PACKET_TYPE.pubcomp:
        this.#acknowledged(type, packet, session);
        return;
      case PACKET_TYPE.subscribe:
        receiveSubscribe(connection, session, packet);
        return;
      case PACKET_TYPE.unsubscribe:
        receiveUnsubscribe(connection, session, packet);
        return;
      case PACKET_TYPE.pingreq:
        packet.finish();
        connection.send(PINGRESP, false);
        return;
      case PACKET_TYPE.disconnect:
        this.#disconnect(packet, session);
        return;
      case PACKET_TYPE.connect:
        throw protocolError('CONNECT for the second time'); // [MQTT-3.1.0-2]
      case PACKET_TYPE.auth:
        throw protocolError('AUTH without an authentication method'); // §4.12
      default:
        throw malformedPacket(`a client sends no packet of type ${type}`);
    }
  }

  #acknowledged(type: number, packet: PacketCursor, session: ClientSession): void {
    const connection = this.#connection;
    const { packetId, reasonCode } = readAcknowledgement(packet, connection.traits.level);
    if (type === PACKET_TYPE.pubrel) {
      receivePubrel(connection, session, packetId);
      return;
    }
    // PUBREC with an error code ends the delivery [MQTT-4.3.3-4].
    if (type === PACKET_TYPE.pubrec && reasonCode < REASON_CODE['unspecified error']) {
      const isKnown = session.release(packetId);
      connection.sendPubrel(
        packetId,
        isKnown ? REASON_CODE.success : REASON_CODE['packet identifier not found'],
      );
      return;
    }
    session.acknowledge(packetId);
  }

  #disconnect(packet: PacketCursor, session: ClientSession): void {
    const connection = this.#connection;
    const { traits, core } = connection;
    const { reasonCode, properties } = readDisconnect(packet, traits.level);
    const { sessionExpiryInterval: expiry } = properties;
    if (expiry !== undefined) {
      if (expiry > 0 && !traits.mayOutlive) throw protocolError('session expiry 0 may not become more'); // §3.14.2.2.2
      session.expirySeconds = Math.min(expiry, core.limits.maxSessionExpirySeconds);
    }
    connection.close({ withWill: reasonCode !== REASON_CODE.success }); // [MQTT-3.14.4-3]
  }

  /** Starts the keep-alive timer after the password check. */
  #keepAliveLater(): void {
    const connection = this.#connection;
    connection.onReleased = () => {
      connection.onReleased = () => this.#handleAll();
      if (connection.session) this.#keepAlive();
      this.#handleAll();
    };
  }

  /**
   * Closes a connection after one and a half keep-alive times of silence [MQTT-3.1.2-22, 3.1.1: 3.1.2-24].
   */
  #keepAlive(): void {
    const { keepAliveSeconds } = this.#connection.traits;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    if (keepAliveSeconds === 0) return;
    this.#silence = setTimeout(() => {
      this.#connection.close({ reasonCode: REASON_CODE['keep alive timeout'], reason: 'keep alive timeout' });
    }, keepAliveSeconds * 1500).unref();
  }
}
