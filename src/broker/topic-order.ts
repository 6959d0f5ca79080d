import type { Aedes, Client, PublishPacket } from 'aedes';

type Done = (error?: Error) => void;
/** As aedes calls it; its types lack who the message is from. */
type Publish = (packet: PublishPacket, client?: Client | Done | null, done?: Done) => void;

interface Message {
  readonly packet: PublishPacket;
  readonly client: Client | null;
  readonly done: Done;
}

/**
 * Keeps the messages of a topic in their order [MQTT-4.6.0-6]. aedes stores a retained message before it passes it
 * on, and meanwhile those behind it that are not to be retained overtake it: here they wait.
 */
export function keepTopicOrder(aedes: Aedes): void {
  const broker = aedes as Aedes & { publish: Publish };
  const { publish }: { publish: Publish } = broker;
  /** The topics of which a retained message is under way, each with what waits for that. */
  const waiting = new Map<string, Message[]>();

  const start = ({ packet, client, done }: Message): void => {
    if (!packet.retain) {
      publish.call(aedes, packet, client, done);
      return;
    }
    const { topic } = packet;
    if (!waiting.has(topic)) waiting.set(topic, []);
    publish.call(aedes, packet, client, (error) => {
      release(topic);
      done(error);
    });
  };

  /** Starts what waited, up to the next retained message. What comes meanwhile waits behind it. */
  const release = (topic: string): void => {
    const held = waiting.get(topic);
    for (let next = held?.shift(); next; next = held?.shift()) {
      start(next);
      if (next.packet.retain) return;
    }
    waiting.delete(topic);
  };

  broker.publish = (packet: PublishPacket, client?: Client | Done | null, done?: Done) => {
    if (typeof client === 'function') {
      broker.publish(packet, null, client);
      return;
    }
    const message = { packet, client: client ?? null, done: done ?? (() => {}) };
    const held = waiting.get(packet.topic);
    if (held) held.push(message);
    else start(message);
  };
}
