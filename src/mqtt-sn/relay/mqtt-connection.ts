import type { Duplex } from 'node:stream';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { type AcknowledgementName, encodeAcknowledgement } from '../../mqtt-codec/broker-packets.ts';
import { encodePublish } from '../../mqtt-codec/encode-publish.ts';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { malformedPacket } from '../../mqtt-codec/packet-fault.ts';
import { PACKET_TYPE } from '../../mqtt-protocol/packet-type.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import { CONNACK_RETURN_CODE } from '../../mqtt-protocol/return-code.ts';
import type { BrokerConnection, BrokerEvents, BrokerRequest, MqttMessage } from '../gateway/broker.ts';
import { connectPacket, type MqttConnectSettings } from './connect-packet.ts';
import { PacketStream } from './packet-stream.ts';
import { PendingReplies } from './pending-replies.ts';

export interface MqttConnectionSettings extends MqttConnectSettings {
  /** The broker has so long to answer CONNECT. */
  readonly connectTimeoutMs: number;
}

/** Between gateway and broker; clients may sleep for longer. */
const KEEP_ALIVE_S = 60;
const PING_MS = (KEEP_ALIVE_S * 1000) / 2;
/** With more octets on the way to the broker the connection is congested. */
const CONGESTED_OCTETS = 1024 * 1024;
/** The broker has so long to close after DISCONNECT. */
const CLOSE_MS = 2000;

/**
 * An MQTT 3.1.1 connection of the gateway, for one client. A client library would acknowledge and reconnect by itself.
 * The gateway acknowledges a broker's message when the MQTT-SN client has it, and never reconnects.
 */
export class MqttConnection implements BrokerConnection {
  readonly #packets: PacketStream;
  readonly #events: BrokerEvents;
  readonly #pending = new PendingReplies();
  /** Callbacks for PINGRESPs, in order. */
  readonly #pings: (() => void)[] = [];
  /** `leaving`: the broker has yet to acknowledge the last message. The gateway hears nothing more. */
  #stage: 'connecting' | 'connected' | 'leaving' | 'ended' = 'connecting';
  #timer: NodeJS.Timeout;
  /** A packet of the broker has come since the last PINGREQ. */
  #isHeard = false;

  constructor(
    stream: Duplex,
    request: BrokerRequest,
    settings: MqttConnectionSettings,
    events: BrokerEvents,
  ) {
    this.#events = events;
    this.#timer = setTimeout(() => this.#fail('no answer to CONNECT'), settings.connectTimeoutMs);
    this.#packets = new PacketStream(stream, {
      packet: (packet) => this.#receive(packet),
      ended: (reason) => this.#fail(reason),
    });
    this.#write(connectPacket(request, settings, KEEP_ALIVE_S));
  }

  get congested(): boolean {
    return this.#packets.unsentOctets > CONGESTED_OCTETS;
  }

  publish(message: MqttMessage, done: () => void): void {
    const { qos, retain } = message;
    const packetId = qos === 0 ? 0 : this.#pending.add({ kind: 'publish', done });
    this.#writeBytes(encodePublish(message, { qos, packetId, retain, dup: false }));
    if (qos === 0) done();
  }

  subscribe(filter: string, qos: Qos, done: (granted: Qos | undefined) => void): void {
    const messageId = this.#pending.add({ kind: 'subscribe', done });
    this.#write({ cmd: 'subscribe', messageId, subscriptions: [{ topic: filter, qos }] });
  }

  unsubscribe(filter: string, done: () => void): void {
    const messageId = this.#pending.add({ kind: 'unsubscribe', done });
    this.#write({ cmd: 'unsubscribe', messageId, unsubscriptions: [filter] });
  }

  hold(isHeld: boolean): void {
    if (this.#stage === 'ended') return;
    this.#isHeard = true;
    this.#packets.hold(isHeld);
  }

  /** A broker handles packets in order: PINGRESP comes after the answers to all earlier packets. */
  flush(done: () => void): void {
    this.#pings.push(done);
    this.#write({ cmd: 'pingreq' });
  }

  /** DISCONNECT goes out even before CONNACK: the broker may have the will already. */
  disconnect(last?: MqttMessage): void {
    if (last === undefined || this.#stage !== 'connected') {
      this.#leave();
      return;
    }
    this.#forget();
    this.#stage = 'leaving';
    this.#timer = setTimeout(() => this.#leave(), CLOSE_MS);
    // The acknowledgement may stand behind messages that the client no longer takes.
    this.#packets.hold(false);
    this.publish(last, () => this.#leave());
  }

  drop(): void {
    this.#end();
    this.#packets.destroy();
  }

  #receive(packet: PacketCursor): void {
    if (this.#stage === 'ended') return;
    this.#isHeard = true;
    switch (packet.first >> 4) {
      case PACKET_TYPE.connack:
        packet.byte();
        this.#connected(packet.byte());
        return;
      case PACKET_TYPE.publish:
        if (this.#stage !== 'leaving') this.#message(packet);
        return;
      case PACKET_TYPE.pubrec:
        this.#acknowledge('pubrel', packet.uint16());
        return;
      case PACKET_TYPE.pubrel:
        this.#acknowledge('pubcomp', packet.uint16());
        return;
      case PACKET_TYPE.puback:
      case PACKET_TYPE.pubcomp:
      case PACKET_TYPE.unsuback:
        this.#pending.settle(packet.uint16());
        return;
      case PACKET_TYPE.suback:
        this.#pending.settle(packet.uint16(), packet.byte());
        return;
      case PACKET_TYPE.pingresp:
        this.#pings.shift()?.();
        return;
      default:
        throw malformedPacket('a broker sends no such packet');
    }
  }

  #connected(returnCode: number): void {
    if (returnCode !== 0) {
      this.#end();
      this.#packets.destroy();
      this.#events.refused({
        busy: returnCode === CONNACK_RETURN_CODE['server unavailable'],
        reason: `the broker refused with return code ${returnCode}`,
      });
      return;
    }
    this.#stage = 'connected';
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => this.#keepAlive(), PING_MS);
    this.#events.connected();
  }

  /** A topic may have any characters: what another client published is no reason to end the connection. */
  #message(packet: PacketCursor): void {
    const qos = (packet.first >> 1) & 3;
    if (qos === 3) throw malformedPacket('QoS 3');
    const topic = packet.binary().toString();
    const packetId = qos === 0 ? 0 : packet.uint16();
    this.#events.message({
      topic,
      payload: packet.rest(),
      qos: qos as Qos,
      retain: (packet.first & 1) !== 0,
      acknowledge: () => {
        if (qos !== 0) this.#acknowledge(qos === 1 ? 'puback' : 'pubrec', packetId);
      },
    });
  }

  #acknowledge(name: AcknowledgementName, packetId: number): void {
    this.#writeBytes(encodeAcknowledgement(name, packetId, 0, 4));
  }

  /** A broker is gone if PINGREQ is unanswered, no other packet has come since, and the gateway does read. */
  #keepAlive(): void {
    if (this.#pings.length > 0 && !this.#isHeard && !this.#packets.isHeld) {
      this.#fail('the broker does not answer');
      return;
    }
    this.#isHeard = false;
    this.flush(() => {});
  }

  #fail(reason: string): void {
    if (this.#stage === 'ended') return;
    const stage = this.#stage;
    this.#end();
    this.#packets.destroy();
    if (stage === 'connected') this.#events.closed(reason);
    if (stage === 'connecting') this.#events.refused({ busy: true, reason });
  }

  #leave(): void {
    this.#write({ cmd: 'disconnect' });
    this.#end();
    this.#packets.end(CLOSE_MS);
  }

  #end(): void {
    this.#stage = 'ended';
    this.#forget();
  }

  /** Nobody waits for the broker any more. */
  #forget(): void {
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#pings.length = 0;
  }

  #write(packet: Packet): void {
    this.#writeBytes(mqttPacket.generate(packet));
  }

  #writeBytes(packet: Uint8Array): void {
    if (this.#stage !== 'ended') this.#packets.write(packet);
  }
}
