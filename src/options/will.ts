import { usageFailure } from '../failure.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Will } from '../mqtt-protocol/will.ts';
import { type Reader, readInteger, readText } from '../text/reader.ts';
import { readTopicName } from './message.ts';
import type { Settings } from './option.ts';
import { flag, optional } from './values.ts';

const readWillQos: Reader<Qos> = (text) => readInteger(0, 2)(text) as Qos;

export const willOptions = {
  'will-topic': optional(
    { group: 'Will', takes: 'TOPIC', describe: 'topic of the last will' },
    readTopicName,
  ),
  'will-payload': optional({ group: 'Will', takes: 'TEXT', describe: 'payload of the last will' }, readText),
  'will-qos': optional(
    { group: 'Will', takes: 'QOS', shown: '0', choices: ['0', '1', '2'], describe: 'QoS of the last will' },
    readWillQos,
  ),
  'will-retain': flag({ group: 'Will', describe: 'retain the last will' }),
} as const;

/** The last will in the options; undefined if there is none. */
export function willOf(options: Settings<typeof willOptions>): Will | undefined {
  const topic = options['will-topic'];
  if (topic === undefined) {
    if (
      options['will-payload'] !== undefined ||
      options['will-qos'] !== undefined ||
      options['will-retain']
    ) {
      throw usageFailure('--will-payload, --will-qos and --will-retain need --will-topic');
    }
    return undefined;
  }
  const payload = Buffer.from(options['will-payload'] ?? '');
  if (payload.length > 65_535)
    throw usageFailure('--will-payload: use at most 65535 bytes (MQTT 3.1.1 §3.1.3.3)');
  return { topic, payload, qos: options['will-qos'] ?? 0, retain: options['will-retain'] };
}
