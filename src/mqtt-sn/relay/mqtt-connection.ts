import type { Duplex } from 'node:stream';
import type { Packet } from 'mqtt-packet';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import { CONNACK_RETURN_CODE } from '../../mqtt-protocol/return-code.ts';
import type { BrokerConnection, BrokerEvents, BrokerRequest, MqttMessage } from '../gateway/broker.ts';
import { PacketStream } from './packet-stream.ts';

export interface MqttConnectionSettings {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** 3 is MQTT 3.1, 4 is 3.1.1. */
  readonly mqttVersion: 3 | 4;
  /** How long the broker may take to answer CONNECT. */
  readonly connectTimeoutMs: number;
}

/** MQTT's keep-alive is between gateway and broker; clients may sleep for longer. */
const KEEP_ALIVE_S = 60;
const PING_MS = (KEEP_ALIVE_S * 1000) / 2;
/** More than this on its way to the broker is congestion. */
const CONGESTED_OCTETS = 1024 * 1024;
/** How long the broker may take to close after DISCONNECT. */
const CLOSE_MS = 2000;

type Pending =
  | { readonly kind: 'publish' | 'unsubscribe'; readonly done: () => void }
  | { readonly kind: 'subscribe'; readonly done: (granted: Qos | undefined) => void };

/**
 * One MQTT 3.1.1 connection of the gateway, for one client. A client library would acknowledge and reconnect by
 * itself; here the broker's message is acknowledged when the MQTT-SN client has it, and an ended connection is the end.
 */
export class MqttConnection implements BrokerConnection {
  readonly #packets: PacketStream;
  readonly #events: BrokerEvents;
  readonly #pending = new Map<number, Pending>();
  /** Who waits for a PINGRESP, in order. */
  readonly #pings: (() => void)[] = [];
  #stage: 'connecting' | 'connected' | 'ended' = 'connecting';
  #lastId = 0;
  #timer: NodeJS.Timeout;
  /** The broker said something since it was last asked whether it is there. */
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
    this.#write(connectPacket(request, settings));
  }

  get congested(): boolean {
    return this.#packets.unsentOctets > CONGESTED_OCTETS;
  }

  publish({ topic, payload, qos, retain }: MqttMessage, done: () => void): void {
    if (qos === 0) {
      this.#write({ cmd: 'publish', topic, payload, qos, retain, dup: false });
      done();
      return;
    }
    const messageId = this.#newId();
    this.#pending.set(messageId, { kind: 'publish', done });
    this.#write({ cmd: 'publish', topic, payload, qos, retain, dup: false, messageId });
  }

  subscribe(filter: string, qos: Qos, done: (granted: Qos | undefined) => void): void {
    const messageId = this.#newId();
    this.#pending.set(messageId, { kind: 'subscribe', done });
    this.#write({ cmd: 'subscribe', messageId, subscriptions: [{ topic: filter, qos }] });
  }

  unsubscribe(filter: string, done: () => void): void {
    const messageId = this.#newId();
    this.#pending.set(messageId, { kind: 'unsubscribe', done });
    this.#write({ cmd: 'unsubscribe', messageId, unsubscriptions: [filter] });
  }

  hold(isHeld: boolean): void {
    if (this.#stage === 'ended') return;
    this.#isHeard = true;
    this.#packets.hold(isHeld);
  }

  /** A broker handles packets in order: once PINGREQ is answered, so is all that came before it. */
  flush(done: () => void): void {
    this.#pings.push(done);
    this.#write({ cmd: 'pingreq' });
  }

  disconnect(): void {
    if (this.#stage === 'connected') this.#write({ cmd: 'disconnect' });
    this.#end();
    this.#packets.end(CLOSE_MS);
  }

  drop(): void {
    this.#end();
    this.#packets.destroy();
  }

  #receive(packet: Packet): void {
    if (this.#stage === 'ended') return;
    this.#isHeard = true;
    switch (packet.cmd) {
      case 'connack':
        this.#connected(packet.returnCode ?? 0);
        return;
      case 'publish':
        this.#message(packet);
        return;
      case 'pubrec':
        this.#write({ cmd: 'pubrel', messageId: packet.messageId ?? 0 });
        return;
      case 'pubrel':
        this.#write({ cmd: 'pubcomp', messageId: packet.messageId ?? 0 });
        return;
      case 'puback':
      case 'pubcomp':
      case 'unsuback':
        this.#settle(packet.messageId);
        return;
      case 'suback':
        this.#settle(packet.messageId, Number(packet.granted[0]));
        return;
      case 'pingresp':
        this.#pings.shift()?.();
        return;
      default:
        return;
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

  #message({ topic, payload, qos, retain, messageId = 0 }: Extract<Packet, { cmd: 'publish' }>): void {
    this.#events.message({
      topic,
      payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
      qos,
      retain,
      acknowledge: () => {
        if (qos !== 0) this.#write({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId });
      },
    });
  }

  #settle(messageId: number | undefined, granted = 0): void {
    const pending = messageId === undefined ? undefined : this.#pending.get(messageId);
    if (messageId === undefined || pending === undefined) return;
    this.#pending.delete(messageId);
    if (pending.kind === 'subscribe') pending.done(granted <= 2 ? (granted as Qos) : undefined);
    else pending.done();
  }

  /** A broker that is listened to, was asked with PINGREQ, and has said nothing since, is gone. */
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
    const wasConnected = this.#stage === 'connected';
    this.#end();
    this.#packets.destroy();
    if (wasConnected) this.#events.closed(reason);
    else this.#events.refused({ busy: true, reason });
  }

  #end(): void {
    this.#stage = 'ended';
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#pings.length = 0;
  }

  #newId(): number {
    do {
      this.#lastId = this.#lastId === 0xffff ? 1 : this.#lastId + 1;
    } while (this.#pending.has(this.#lastId));
    return this.#lastId;
  }

  #write(packet: Packet): void {
    if (this.#stage !== 'ended') this.#packets.write(packet);
  }
}

function connectPacket({ clientId, clean, will }: BrokerRequest, settings: MqttConnectionSettings): Packet {
  const { mqttVersion, username, password } = settings;
  return {
    cmd: 'connect',
    protocolId: mqttVersion === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion: mqttVersion,
    clientId,
    clean,
    keepalive: KEEP_ALIVE_S,
    ...(will && { will }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: Buffer.from(password) }),
  };
}
