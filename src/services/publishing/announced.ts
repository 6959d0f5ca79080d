import type { Address } from '../../building/address.ts';
import { placeTopic } from '../../building/client-level.ts';
import { addressesOf, type Layout } from '../../building/layout.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import { usageFailure } from '../../failure.ts';
import { FORMATS } from '../../payload/formats.ts';
import {
  discoveryMessage,
  discoveryTopic,
  roomEntity,
  roomEntityTopic,
} from '../../payload/home-assistant.ts';
import type { DueMessage, DueMessages } from '../../publisher/due-message.ts';
import type { MessageSettings } from './message-settings.ts';
import { orderEntities } from './order-entities.ts';

export interface AnnouncingSettings extends MessageSettings {
  readonly layout: Layout;
  readonly shard: Shard | undefined;
  /** The topic of the online state of the client of a sensor; undefined for none. */
  readonly statusTopicOf: (address: Address) => string | undefined;
  /** Seconds; undefined for never. */
  readonly expireAfterS: number | undefined;
  /** Rooms take orders. */
  readonly takesOrders: boolean;
}

/**
 * Home Assistant's discovery message of each sensor, and of the things of a room that take orders, then the readings.
 * `--count` leaves discovery messages out. Throws a usage failure for a format that Home Assistant can't read.
 */
export function announcedMessages(settings: AnnouncingSettings, readings: DueMessages): DueMessages {
  const { format } = settings;
  if (format.valueTemplate === undefined) {
    const names = FORMATS.filter(({ valueTemplate }) => valueTemplate !== undefined).map(({ name }) => name);
    throw usageFailure(
      `--ha-discovery: Home Assistant can't read ${format.name}: use --format ${names.join(' or ')}`,
    );
  }
  return announceFirst(settings, readings);
}

async function* announceFirst(
  settings: AnnouncingSettings,
  readings: DueMessages,
): AsyncGenerator<DueMessage> {
  const { prefix, format, statusTopicOf, expireAfterS, takesOrders } = settings;
  const isNew = firstTimes();
  for (const address of announced(settings)) {
    const availability = { topic: statusTopicOf(address), expireAfterS };
    const message = discoveryMessage(address, prefix, format, availability);
    if (message !== undefined) yield retained(message.topic, message.payload, settings, address);
    if (!takesOrders || !isNew(placeTopic(address, 'room'))) continue;
    for (const entity of orderEntities(address, prefix)) {
      const { topic, payload } = roomEntity(entity, address, prefix, availability.topic);
      yield retained(topic, payload, settings, address);
    }
  }
  yield* readings;
}

/** Removes what discovery left behind: its messages, whether rooms took orders or not, and the online states. */
export function* discoveryRemoval(settings: AnnouncingSettings): Generator<DueMessage> {
  const { prefix } = settings;
  const [isNewRoom, isNewTopic] = [firstTimes(), firstTimes()];
  for (const address of announced(settings)) {
    yield retained(discoveryTopic(address, prefix), '', settings, address);
    if (isNewRoom(placeTopic(address, 'room')))
      for (const entity of orderEntities(address, prefix))
        yield retained(roomEntityTopic(entity, address, prefix), '', settings, address);
    const topic = settings.statusTopicOf(address);
    if (topic !== undefined && isNewTopic(topic)) yield retained(topic, '', settings, address);
  }
}

/** True for a text that is asked about for the first time. */
function firstTimes(): (text: string) => boolean {
  const known = new Set<string>();
  return (text) => known.size < known.add(text).size;
}

function* announced({ layout, shard }: AnnouncingSettings): Generator<Address> {
  for (const address of addressesOf(layout)) if (inShard(address, shard)) yield address;
}

function retained(topic: string, payload: string, { qos }: MessageSettings, address: Address): DueMessage {
  return { topic, payload: Buffer.from(payload), qos, retain: true, isUncounted: true, address };
}
