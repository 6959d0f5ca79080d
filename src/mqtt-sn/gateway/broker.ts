import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { Will } from '../../mqtt-protocol/will.ts';

/**
 * The MQTT side of the gateway: one connection for each MQTT-SN client (a transparent gateway, MQTT-SN 1.2 §4.2).
 * Packet ids, MQTT keep-alive and the two-step acknowledgement of QoS 2 are the connection's own business.
 */
export interface UpstreamBroker {
  open(request: BrokerRequest, events: BrokerEvents): BrokerConnection;
}

export interface BrokerRequest {
  readonly clientId: string;
  readonly clean: boolean;
  readonly will?: Will | undefined;
}

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** Exactly one of `refused` and `connected` is called; `closed` only after `connected`; nothing after an ending. */
export interface BrokerEvents {
  connected(): void;
  /** `busy`: the broker is unreachable or full, so trying again may help. */
  refused(refusal: { readonly busy: boolean; readonly reason: string }): void;
  /** The connection ended, not by the gateway. */
  closed(reason: string): void;
  message(message: BrokerMessage): void;
}

export interface BrokerMessage extends MqttMessage {
  /** To be called once the client has the message, or will never get the message. */
  acknowledge(): void;
}

export interface BrokerConnection {
  /** The network lags behind: more octets wait to be written than should. */
  readonly congested: boolean;
  /** Calls `done` when the broker has acknowledged to the end (QoS 0: at once); never if the connection ends. */
  publish(message: MqttMessage, done: () => void): void;
  /** Calls `done` with the QoS granted, undefined if the broker refused. */
  subscribe(filter: string, qos: Qos, done: (granted: Qos | undefined) => void): void;
  unsubscribe(filter: string, done: () => void): void;
  /** While held, the connection reads nothing, answers neither: the broker has to wait. */
  hold(isHeld: boolean): void;
  /** Calls `done` when the broker has handled, and answered, everything sent before. */
  flush(done: () => void): void;
  /** Ends with DISCONNECT: the broker drops the will. It gets a `last` message before. */
  disconnect(last?: MqttMessage): void;
  /** Closes without DISCONNECT: the broker publishes the will. */
  drop(): void;
}
