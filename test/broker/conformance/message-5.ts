import type { IPublishPacket } from 'mqtt-packet';
import { connectPeer5 } from './peer.ts';

/** Properties a broker passes on, as a subscriber reads them. */
export const FORWARDED = {
  payloadFormatIndicator: true,
  contentType: 'text/plain',
  responseTopic: 'answers/here',
  correlationData: Buffer.of(0, 1, 255),
  userProperties: { b: ['1', '2'], a: '3' },
};

/** The topics of `aliased`, in order. */
export const ALIASED = ['al/1', 'al/2', 'al/1', 'al/3', 'al/2', 'al/3', 'al/1'];

/** The properties of a message as a plain object. */
export function plainProperties({ properties = {} }: IPublishPacket): object {
  const { userProperties, ...others } = properties;
  return { ...others, ...(userProperties && { userProperties: { ...userProperties } }) };
}

/** Messages to a client with this topic alias maximum: their topics, the largest alias, and the number of topics left out. */
export async function aliased(port: number, topicAliasMaximum: number): Promise<object> {
  const filter = `${topicAliasMaximum}/al/+`;
  const peer = await connectPeer5(port, { properties: { topicAliasMaximum } });
  await peer.subscribe([filter, 1]);
  const writer = await connectPeer5(port);
  const aliases = new Map<number, string>();
  const topics: string[] = [];
  let absent = 0;
  for (const sent of ALIASED) {
    await writer.publish(`${topicAliasMaximum}/${sent}`, 'x', { qos: 1 });
    const { topic, properties } = await peer.message();
    const alias = properties?.topicAlias ?? 0;
    if (topic === '') absent += 1;
    else if (alias > 0) aliases.set(alias, topic);
    topics.push((topic || (aliases.get(alias) ?? '?')).slice(2));
  }
  return { topics, largest: Math.max(0, ...aliases.keys()), absent };
}

/** The encoding of a packet's remaining length (§1.5.5). */
export function variableByteInteger(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}
