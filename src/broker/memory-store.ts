import AsyncPersistence, { type ClientId, type StoredPacket } from 'aedes-persistence/asyncPersistence.js';

/** Retained messages and sessions, kept as long as the broker runs. */
export class MemoryStore extends AsyncPersistence {
  /**
   * A PUBREL takes the place of the PUBLISH with its packet id. aedes looks for the place by brokerId and
   * brokerCounter first, which no PUBREL has, so of two under way the second would be written over the first,
   * and the first message never be released [MQTT-4.3.3-1]. With these two of its own it finds its place.
   */
  override outgoingUpdate(client: ClientId, packet: StoredPacket): Promise<void> {
    if (packet.cmd === 'pubrel') {
      packet.brokerId = `pubrel ${packet.messageId}`;
      packet.brokerCounter = 1;
    }
    return super.outgoingUpdate(client, packet);
  }
}
