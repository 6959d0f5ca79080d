import { type IStore, Store } from 'mqtt';

/**
 * What is sent and not yet acknowledged. mqtt.js reads it only to send again, and forgets then that such a PUBLISH
 * must say so [MQTT-3.3.1-1].
 */
export class RedeliveryStore extends Store {
  override put(...[packet, done]: Parameters<IStore['put']>): this {
    return super.put(packet.cmd === 'publish' ? { ...packet, dup: true } : packet, done);
  }
}
