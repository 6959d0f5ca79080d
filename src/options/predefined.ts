import { topicFilterFault } from '../mqtt-protocol/topic.ts';
import { ReadError, type Reader } from '../text/reader.ts';
import type { Option } from './option.ts';
import { repeated } from './values.ts';

export type PredefinedTopic = readonly [id: number, topic: string];

/** `ID=TOPIC`. */
const readPredefined: Reader<PredefinedTopic> = (text) => {
  const [, idText = '', topic = ''] = PREDEFINED.exec(text) ?? [];
  const id = Number(idText);
  if (id < 1 || id > 0xfffe) throw new ReadError(`'${idText}': use an id of 1 to 65534`);
  const fault = topicFilterFault(topic);
  if (fault) throw new ReadError(`the topic of id ${id}: ${fault}`);
  return [id, topic];
};

const PREDEFINED = /^(\d+)=(.*)$/s;

/** The topics of predefined ids (MQTT-SN 1.2 §3). The YAML library is loaded only if a file is named. */
export const predefinedOption: Option<readonly PredefinedTopic[]> = {
  ...repeated(
    {
      group: 'MQTT-SN',
      takes: 'ID=TOPIC|FILE',
      describe: 'topic of a predefined id, or a YAML file of them (repeatable)',
    },
    readPredefined,
  ),
  expand: async (texts) => {
    if (texts.every((text) => PREDEFINED.test(text))) return texts;
    const { readPredefinedFile } = await import('./predefined-file.ts');
    return texts.flatMap((text) => (PREDEFINED.test(text) ? [text] : readPredefinedFile(text)));
  },
};

/** The topics by id. Of several topics with one id the last counts. */
export function predefinedTopics(given: readonly PredefinedTopic[]): ReadonlyMap<number, string> {
  return new Map(given);
}
