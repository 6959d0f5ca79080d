import type { Address } from '../building/address.ts';
import { type Selection, selects } from '../building/selection.ts';
import type { SensorKind } from '../building/sensors.ts';
import { isoTime } from '../building/time.ts';
import { formatTopic, parseTopic } from '../building/topic.ts';
import type { DecodedPayload, DecodedReading } from '../payload/decoded.ts';
import { readPayload } from '../payload/read.ts';
import type { PayloadTemplate } from '../payload/template/template.ts';
import type { IncomingMessage } from '../session.ts';
import type { TopicTemplate } from '../text/topic-template.ts';
import type { MessageTranslation, TranslatedMessage } from './for-each-reading.ts';

export interface TranslationSettings {
  /** Undefined: our own topics. */
  readonly topics: TopicTemplate | undefined;
  /** The sensors in a message of a room; undefined: a message has one sensor. */
  readonly kinds: readonly SensorKind[] | undefined;
  /** Undefined: any payload with a value. */
  readonly read: PayloadTemplate['read'] | undefined;
  /** The levels that topics leave out. */
  readonly place: Partial<Address>;
  readonly selection: Selection;
  readonly filters: readonly string[];
}

export function createTranslation(settings: TranslationSettings): MessageTranslation {
  const { topics, kinds, read, place, selection, filters } = settings;
  const readAs = (bytes: Uint8Array, sensor: SensorKind, atMs: number): DecodedPayload | undefined =>
    read === undefined ? readPayload(bytes, sensor, atMs) : read(bytes, sensor);

  function addressesOf(topic: string): readonly Address[] | undefined {
    const levels = topics === undefined ? parseTopic(topic)?.address : topics.parse(topic);
    if (levels === undefined) return undefined;
    const { building = 'BUILDING', floor, wing, room, sensor } = { ...place, ...levels };
    if (floor === undefined || wing === undefined || room === undefined) return undefined;
    const sensors =
      levels.sensor === undefined ? (kinds ?? (sensor === undefined ? [] : [sensor])) : [levels.sensor];
    return sensors
      .map((each) => ({ building, floor, wing, room, sensor: each }))
      .filter((address) => selects(selection, address));
  }

  function readingsIn(
    message: IncomingMessage,
    addresses: readonly Address[],
    atMs: number,
  ): TranslatedMessage[] {
    return addresses.flatMap((address): TranslatedMessage[] => {
      const decoded = readAs(message.payload, address.sensor, atMs);
      if (decoded === undefined) return [];
      const payload = decoded.kind === 'reading' ? ourPayload(address.sensor, decoded) : message.payload;
      return [{ message: { ...message, topic: formatTopic(address), payload }, read: decoded }];
    });
  }

  return {
    filters,
    incoming: (message, atMs) => {
      const addresses = addressesOf(message.topic);
      if (addresses === undefined) return undefined;
      const found = readingsIn(message, addresses, atMs);
      const [first] = found;
      if (found.length < 2 || found.some(({ read: { kind } }) => kind === 'reading')) return found;
      // Nothing in a room's message can be read: that says nothing about any of its sensors.
      return first === undefined ? [] : [{ message, read: first.read }];
    },
  };
}

function ourPayload(sensor: SensorKind, { value, unit, timeMs, seq }: DecodedReading): Uint8Array {
  const time = timeMs === undefined ? undefined : isoTime(timeMs);
  return Buffer.from(JSON.stringify({ sensor, value, unit, time, seq }));
}
