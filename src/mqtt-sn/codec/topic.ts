/** How a message names its topic: MQTT-SN 1.2 §5.3.4 (TopicIdType), §5.3.11. */
export type TopicId =
  | { readonly kind: 'normal'; readonly id: number }
  | { readonly kind: 'predefined'; readonly id: number }
  /** A name of exactly two octets that stands where an id would. */
  | { readonly kind: 'short'; readonly name: string };

/** What SUBSCRIBE and UNSUBSCRIBE name: a topic name or filter in full, or one of the other two kinds. */
export type TopicFilter =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'predefined'; readonly id: number }
  | { readonly kind: 'short'; readonly name: string };

export type TopicKind = TopicId['kind'] | TopicFilter['kind'];

/** 0x0000 and 0xFFFF are reserved (§5.3.11). */
export const FIRST_TOPIC_ID = 0x0001;
export const LAST_TOPIC_ID = 0xfffe;

export function isTopicId(id: number): boolean {
  return id >= FIRST_TOPIC_ID && id <= LAST_TOPIC_ID;
}

/** 0b11 is reserved. */
export const TOPIC_TYPE_BITS = 0x03;

export function topicTypeBits(kind: TopicKind): number {
  switch (kind) {
    case 'normal':
    case 'name':
      return 0b00;
    case 'predefined':
      return 0b01;
    case 'short':
      return 0b10;
  }
}

export function sameTopicId(a: TopicId, b: TopicId): boolean {
  return a.kind === b.kind && topicIdOctets(a) === topicIdOctets(b);
}

/** The two octets of a topic id or short name as the number that PUBACK repeats. */
export function topicIdOctets(topic: TopicId): number {
  return topic.kind === 'short' ? Buffer.from(topic.name).readUInt16BE() : topic.id;
}
