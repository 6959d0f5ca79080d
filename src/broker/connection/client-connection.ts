import {
  type AcknowledgementName,
  encodeAcknowledgement,
  encodeDisconnect,
} from '../../mqtt-codec/broker-packets.ts';
import { encodePublish5, type PublishExtras } from '../../mqtt-codec/encode-publish.ts';
import { PacketFault } from '../../mqtt-codec/packet-fault.ts';
import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import type { MqttVersion } from '../../mqtt-protocol/version.ts';
import { type ClientActivity, NO_ACTIVITY } from '../client-activity.ts';
import { CLIENT_LIST_TOPIC } from '../client-list.ts';
import type { BrokerCore } from '../core.ts';
import type { ApplicationMessage } from '../message.ts';
import { ALL_RIGHTS, type ClientRights } from '../permissions.ts';
import type { SessionDelivery } from '../session/delivery.ts';
import type { ClientSession, SessionConnection } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import type { ClientTransport } from '../transport.ts';
import { ConnectionOutput } from './connection-output.ts';
import { FULL_BYTES, type PressedConnection, SlowSubscriber } from './slow-subscriber.ts';
import { TopicAliases } from './topic-aliases.ts';

/** The client's wishes in CONNECT. */
export interface ClientTraits {
  readonly level: MqttVersion;
  readonly rights: ClientRights;
  readonly receiveMaximum: number;
  /** The client's Maximum Packet Size; the broker sends no larger packet [MQTT-3.1.2-24]. */
  readonly maxPacketBytes: number;
  readonly topicAliasMaximum: number;
  /** Request Problem Information: the client wants Reason Strings (§3.1.2.11.7). */
  readonly wantsReasons: boolean;
  /** 0 is none. */
  readonly keepAliveSeconds: number;
  /** DISCONNECT may set a Session Expiry Interval (§3.14.2.2.2). */
  readonly mayOutlive: boolean;
}

const UNCONNECTED: ClientTraits = {
  level: 4,
  rights: ALL_RIGHTS,
  receiveMaximum: 0,
  maxPacketBytes: Number.POSITIVE_INFINITY,
  topicAliasMaximum: 0,
  wantsReasons: true,
  keepAliveSeconds: 0,
  mayOutlive: false,
};

/** The broker's side of one client's connection: state, sending and closing. */
export class ClientConnection implements SessionConnection, PressedConnection {
  readonly core: BrokerCore;
  readonly registry: SessionRegistry;
  readonly transport: ClientTransport;
  traits: ClientTraits = UNCONNECTED;
  activity: ClientActivity = NO_ACTIVITY;
  /** From CONNACK on. */
  session: ClientSession | undefined;
  aliases = new TopicAliases(0);
  isClosed = false;
  isFull = false;
  /** Called when the connection is held up no longer. */
  onReleased = (): void => {};
  readonly onClosed: (() => void)[] = [];
  readonly #output: ConnectionOutput;
  readonly #pressure: SlowSubscriber;
  #holds = 0;

  constructor(core: BrokerCore, registry: SessionRegistry, transport: ClientTransport) {
    this.core = core;
    this.registry = registry;
    this.transport = transport;
    this.#output = new ConnectionOutput(transport, core.flushQueue, core.counters, (error) =>
      this.close({
        reasonCode: REASON_CODE['implementation specific error'],
        reason: `not stored: ${error.message}`,
      }),
    );
    this.#pressure = new SlowSubscriber(this, core.limits.drainTimeoutMs);
  }

  get isVersion5(): boolean {
    return this.traits.level === 5;
  }

  get receiveMaximum(): number {
    return this.traits.receiveMaximum;
  }

  get unsentBytes(): number {
    return this.#output.unsentBytes;
  }

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.onReleased();
  }

  get maySeeClients(): boolean {
    return this.traits.rights.maySubscribe?.(CLIENT_LIST_TOPIC) !== false;
  }

  mayReceive(topic: string): boolean {
    return this.traits.rights.mayReceive?.(topic) !== false;
  }

  /** `promises`: the packet acknowledges recorded changes, so the packet waits for the disk. */
  send(packet: Uint8Array, promises: boolean): void {
    if (!this.isClosed) this.#output.send(packet, promises);
  }

  acknowledge(
    name: AcknowledgementName,
    packetId: number,
    reasonCode: number = REASON_CODE.success,
    promises = true,
  ): void {
    this.send(encodeAcknowledgement(name, packetId, reasonCode, this.traits.level), promises);
  }

  sendPubrel(packetId: number, reasonCode: number): void {
    this.acknowledge('pubrel', packetId, reasonCode);
  }

  sendAtMostOnce(
    message: ApplicationMessage,
    retain: boolean,
    identifiers: readonly number[] | undefined,
  ): void {
    if (this.isClosed || !this.mayReceive(message.topic)) return;
    const isSent =
      !this.#pressure.isStalled &&
      this.#publish(message, { qos: 0, packetId: 0, retain, dup: false }, identifiers);
    if (!isSent) this.core.dropped();
  }

  sendDelivery({ message, qos, packetId, retain, identifiers }: SessionDelivery, dup: boolean): boolean {
    if (!this.mayReceive(message.topic)) return false;
    return this.#publish(message, { qos, packetId, retain, dup }, identifiers);
  }

  /** The system has taken every byte, so sending goes on. */
  drained(): void {
    if (this.isClosed) return;
    if (this.isFull) this.#pressure.over();
    this.isFull = false;
    this.session?.pump();
  }

  takeOver(): void {
    this.close({ reasonCode: REASON_CODE['session taken over'], reason: 'its client id connected again' });
  }

  abandon(reason: string): void {
    this.close({ reasonCode: REASON_CODE['quota exceeded'], reason });
    this.transport.destroy();
  }

  /** Closes the connection for a faulty packet. Rethrows every other error. */
  fail(error: unknown): void {
    if (!(error instanceof PacketFault)) throw error;
    this.close({ reasonCode: error.reasonCode, reason: error.message });
  }

  /**
   * Closes the connection after the pending packets are out. The reason goes to the broker's log and, in MQTT
   * 5 with the code, to the client [MQTT-4.13.1]. The will is published unless `withWill` is false.
   */
  close(
    end: { readonly reasonCode?: number; readonly reason?: string; readonly withWill?: boolean } = {},
  ): void {
    if (this.isClosed) return;
    const { session, core } = this;
    if (session && end.reasonCode !== undefined && this.isVersion5) {
      this.send(encodeDisconnect(end.reasonCode, this.reasonProperties(end.reason)), false);
    }
    this.isClosed = true;
    this.#output.end();
    this.#pressure.over();
    if (session) {
      core.counters.connected -= 1;
      this.registry.leave(session, end.withWill ?? true);
      const { username } = this.activity;
      const error = end.reason === undefined ? {} : { error: end.reason };
      core.emit({ type: 'disconnected', clientId: session.clientId, username, ...error });
    } else if (end.reason !== undefined) {
      core.emit({ type: 'refused', peer: this.transport.peer, reason: end.reason });
    }
    for (const done of this.onClosed) done();
  }

  /** A Reason String, unless unwanted [MQTT-3.1.2-29] or too large for the client [MQTT-3.14.2-3]. */
  reasonProperties(reason: string | undefined): { readonly reasonString: string } | undefined {
    const { wantsReasons, maxPacketBytes } = this.traits;
    const isWanted = reason !== undefined && wantsReasons && reason.length * 3 + 20 < maxPacketBytes;
    return isWanted ? { reasonString: reason } : undefined;
  }

  /** False where the packet is larger than the client takes. */
  #publish(
    message: ApplicationMessage,
    extras: PublishExtras,
    identifiers: readonly number[] | undefined,
  ): boolean {
    const { maxPacketBytes, topicAliasMaximum } = this.traits;
    const isPlain = topicAliasMaximum === 0 && identifiers === undefined && message.expiresAtMs === undefined;
    const { isVersion5 } = this;
    const packet =
      isVersion5 && !isPlain
        ? this.#encoded5(message, extras, identifiers)
        : this.core.encoder.encode(message, isVersion5, extras);
    if (packet.length > maxPacketBytes) return false;
    this.activity.delivered += 1;
    this.#output.send(packet, extras.qos === 2);
    if (this.unsentBytes <= FULL_BYTES) return true;
    this.isFull = true;
    this.#pressure.full(this.core.publisher, packet.length);
    return true;
  }

  #encoded5(
    message: ApplicationMessage,
    extras: PublishExtras,
    identifiers: readonly number[] | undefined,
  ): Buffer {
    const { expiresAtMs, topic } = message;
    // What is left of it [MQTT-3.3.2-6].
    const leftMs = expiresAtMs === undefined ? undefined : Math.max(0, expiresAtMs - this.core.now());
    const expiry = leftMs === undefined ? undefined : Math.ceil(leftMs / 1000);
    const { alias, isKnown } = this.aliases.aliasOf(topic);
    // At QoS 2 the topic goes along with its alias: without it MQTT.js hands the message on without any topic.
    const aliasOnly = isKnown && extras.qos < 2;
    const packet = encodePublish5(message, extras, { identifiers, expiry, alias, aliasOnly });
    // A message that fits without its alias is not too large.
    if (packet.length > this.traits.maxPacketBytes)
      return encodePublish5(message, extras, { identifiers, expiry, alias: 0, aliasOnly: false });
    if (alias > 0 && !isKnown) this.aliases.told(topic, alias);
    return packet;
  }
}
