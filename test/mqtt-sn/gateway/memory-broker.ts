import type { Qos } from '../../../src/mqtt-protocol/qos.ts';
import { filterMatches } from '../../../src/mqtt-protocol/topic.ts';
import type {
  BrokerConnection,
  BrokerEvents,
  BrokerRequest,
  MqttMessage,
  UpstreamBroker,
} from '../../../src/mqtt-sn/gateway/broker.ts';

/** An action of a connection, as a line of text. */
type Deed = string;

/**
 * A broker in memory. It follows MQTT but does nothing by itself: work waits in `tasks` until the testbed runs it,
 * and a test can hold kinds of work back.
 */
export class MemoryBroker implements UpstreamBroker {
  readonly connections: MemoryConnection[] = [];
  readonly tasks: (() => void)[] = [];
  readonly published: string[] = [];
  readonly retained = new Map<string, MqttMessage>();
  /** Why connections are refused, while they are. */
  refusal: { busy: boolean; reason: string } | undefined;
  /** Kinds of requests to leave unanswered for now. */
  readonly holds = new Set<'open' | 'publish' | 'subscribe' | 'unsubscribe' | 'flush'>();
  readonly #held: (() => void)[] = [];
  /** The broker refuses subscriptions to these filters. */
  readonly denied = new Set<string>();
  congested = false;
  /** QoS 1 and 2 messages in flight to one client, at most. */
  window = Infinity;

  open(request: BrokerRequest, events: BrokerEvents): BrokerConnection {
    const connection = new MemoryConnection(this, request, events);
    this.connections.push(connection);
    this.answer('open', () => {
      if (connection.state !== 'open') return;
      if (this.refusal === undefined) events.connected();
      else {
        connection.state = 'refused';
        events.refused(this.refusal);
      }
    });
    return connection;
  }

  answer(kind: 'open' | 'publish' | 'subscribe' | 'unsubscribe' | 'flush', task: () => void): void {
    if (this.holds.has(kind)) this.#held.push(task);
    else this.tasks.push(task);
  }

  /** Answers the requests held back. */
  letGo(): void {
    this.holds.clear();
    this.tasks.push(...this.#held.splice(0));
  }

  route(message: MqttMessage): void {
    this.published.push(
      `${message.topic}=${message.payload} qos ${message.qos}${message.retain ? ' retain' : ''}`,
    );
    if (message.retain) this.retained.set(message.topic, message);
    for (const connection of this.connections) connection.offer({ ...message, retain: false });
  }

  /** The newest connection of a client id. */
  of(clientId: string): MemoryConnection {
    const connection = this.connections.findLast(({ request }) => request.clientId === clientId);
    if (connection === undefined) throw new Error(`no connection of ${clientId}`);
    return connection;
  }
}

export class MemoryConnection implements BrokerConnection {
  state: 'open' | 'refused' | 'disconnected' | 'dropped' | 'closed' = 'open';
  readonly subscriptions = new Map<string, Qos>();
  readonly deeds: Deed[] = [];
  readonly acknowledged: string[] = [];
  readonly request: BrokerRequest;
  readonly #broker: MemoryBroker;
  readonly #events: BrokerEvents;
  readonly #waiting: MqttMessage[] = [];
  #inFlight = 0;
  isHeld = false;

  constructor(broker: MemoryBroker, request: BrokerRequest, events: BrokerEvents) {
    this.#broker = broker;
    this.request = request;
    this.#events = events;
  }

  get congested(): boolean {
    return this.#broker.congested;
  }

  publish(message: MqttMessage, done: () => void): void {
    this.#assertOpen();
    this.deeds.push(`publish ${message.topic}`);
    this.#broker.route(message);
    this.#broker.answer('publish', done);
  }

  subscribe(filter: string, qos: Qos, done: (granted: Qos | undefined) => void): void {
    this.#assertOpen();
    this.deeds.push(`subscribe ${filter}`);
    const isDenied = this.#broker.denied.has(filter);
    this.#broker.answer('subscribe', () => {
      if (!isDenied) this.subscriptions.set(filter, qos);
      done(isDenied ? undefined : qos);
      for (const message of this.#broker.retained.values()) {
        if (filterMatches(filter, message.topic)) this.offer({ ...message, retain: true });
      }
    });
  }

  unsubscribe(filter: string, done: () => void): void {
    this.#assertOpen();
    this.deeds.push(`unsubscribe ${filter}`);
    this.subscriptions.delete(filter);
    this.#broker.answer('unsubscribe', done);
  }

  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.#broker.tasks.push(() => this.#send());
  }

  flush(done: () => void): void {
    this.#assertOpen();
    this.#broker.answer('flush', done);
  }

  disconnect(last?: MqttMessage): void {
    if (last !== undefined) this.publish(last, () => {});
    this.state = 'disconnected';
  }

  drop(): void {
    this.state = 'dropped';
    if (this.request.will) this.#broker.route(this.request.will);
  }

  /** The broker goes away. */
  close(): void {
    this.state = 'closed';
    this.#broker.tasks.push(() => this.#events.closed('the broker closed the connection'));
  }

  offer(message: MqttMessage): void {
    const qos = this.#grantedFor(message.topic);
    if (this.state !== 'open' || qos === undefined) return;
    this.#waiting.push({ ...message, qos: Math.min(qos, message.qos) as Qos });
    this.#broker.tasks.push(() => this.#send());
  }

  #send(): void {
    if (this.state !== 'open') return;
    while (this.#waiting.length > 0 && !this.isHeld && this.#inFlight < this.#broker.window) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      if (message.qos > 0) this.#inFlight++;
      this.#events.message({ ...message, acknowledge: () => this.#acknowledge(message) });
    }
  }

  #acknowledge(message: MqttMessage): void {
    this.acknowledged.push(`${message.topic}=${message.payload}`);
    if (message.qos > 0) this.#inFlight--;
    this.#broker.tasks.push(() => this.#send());
  }

  #grantedFor(topic: string): Qos | undefined {
    const granted = [...this.subscriptions].filter(([filter]) => filterMatches(filter, topic));
    return granted.length === 0 ? undefined : (Math.max(...granted.map(([, qos]) => qos)) as Qos);
  }

  #assertOpen(): void {
    if (this.state !== 'open') throw new Error(`the gateway uses a connection that is ${this.state}`);
  }
}
