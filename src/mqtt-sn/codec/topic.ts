/** The topic of a PUBLISH: MQTT-SN 1.2 §5.3.4 (TopicIdType), §5.3.11. */
export type TopicId =
  | { readonly kind: 'normal'; readonly id: number }
  | { readonly kind: 'predefined'; readonly id: number }
  /** A name of exactly two octets in the place of an id. */
  | { readonly kind: 'short'; readonly name: string };

/** The topic of SUBSCRIBE and UNSUBSCRIBE: a topic name or filter in full, a predefined id, or a short name. */
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

/** The two octets of a topic id or short name as a number; PUBACK repeats this number. */
export function topicIdOctets(topic: TopicId): number {
  return topic.kind === 'short' ? Buffer.from(topic.name).readUInt16BE() : topic.id;
}
