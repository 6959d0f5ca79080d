/**
 * What the gateway needs of the MQTT side: one connection for each MQTT-SN client (a transparent gateway, MQTT-SN 1.2
 * §4.2). Packet ids, MQTT keep-alive and the two-step acknowledgement of QoS 2 are the connection's own business.
 */
export interface Broker {
  open(request: BrokerRequest, events: BrokerEvents): BrokerConnection;
}

export interface BrokerRequest {
  readonly clientId: string;
  readonly clean: boolean;
  readonly will?: Will | undefined;
}

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: MqttQos;
  readonly retain: boolean;
}

export type MqttQos = 0 | 1 | 2;

/** Exactly one of `refused` and `connected` is called; `closed` only after `connected`; nothing after an ending. */
export interface BrokerEvents {
  connected(): void;
  /** `busy`: it can't be reached or is full, so trying again may help. */
  refused(refusal: { readonly busy: boolean; readonly reason: string }): void;
  /** The connection ended without the gateway asking for it. */
  closed(reason: string): void;
  message(message: BrokerMessage): void;
}

export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: MqttQos;
  readonly retain: boolean;
  /** To be called once the client has the message, or will never get it. */
  acknowledge(): void;
}

export interface BrokerConnection {
  /** What was written and not yet taken by the network is more than it should be. */
  readonly congested: boolean;
  /** `done` when the broker has acknowledged it to the end (QoS 0: at once); never if the connection ends. */
  publish(message: Will, done: () => void): void;
  /** `done` with the QoS granted, undefined if the broker refused. */
  subscribe(filter: string, qos: MqttQos, done: (granted: MqttQos | undefined) => void): void;
  unsubscribe(filter: string, done: () => void): void;
  /** While it is held, nothing of what the broker sends is taken, answers neither: the broker has to wait. */
  hold(isHeld: boolean): void;
  /** `done` when the broker has handled, and answered, all that was sent before. */
  flush(done: () => void): void;
  /** Ends with DISCONNECT: the broker drops the will. */
  disconnect(): void;
  /** Ends without a word: the broker publishes the will. */
  drop(): void;
}
