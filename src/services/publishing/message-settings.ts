import type { Address } from '../../building/address.ts';
import { formatTopic } from '../../building/topic.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { PayloadFormat } from '../../payload/format.ts';

/** The settings that turn readings into messages. */
export interface MessageSettings {
  readonly format: PayloadFormat;
  /** Levels in front of each topic. */
  readonly prefix: string | undefined;
  /** The topic of a sensor in the tree of another program; undefined: ours, with the prefix. */
  readonly topicOf?: ((address: Address) => string) | undefined;
  readonly retain: boolean;
  readonly qos: Qos | -1;
}

/** The topic of a sensor's messages. */
export function messageTopic({ topicOf, prefix }: MessageSettings): (address: Address) => string {
  return topicOf ?? ((address) => formatTopic(address, prefix));
}
