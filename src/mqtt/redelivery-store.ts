import { type IStore, Store } from 'mqtt';

/**
 * Holds the unacknowledged packets of mqtt.js. mqtt.js reads the store only to send again, and does not set DUP then
 * [MQTT-3.3.1-1]; so the store sets DUP as a PUBLISH comes in.
 */
export class RedeliveryStore extends Store {
  override put(...[packet, done]: Parameters<IStore['put']>): this {
    return super.put(packet.cmd === 'publish' ? { ...packet, dup: true } : packet, done);
  }
}
