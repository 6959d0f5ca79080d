import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { quoted, RecordingFault } from './fault.ts';

/** The topic that a line names, by the user's names for it if there are any. Throws RecordingFault for what is no topic. */
export function recordedTopic(
  name: string,
  line: number,
  series: ReadonlyMap<string, string> | undefined,
): string {
  const topic = series?.get(name) ?? name;
  const problem = topicNameFault(topic);
  if (problem === undefined) return topic;
  throw new RecordingFault({ line }, `${quoted(topic)} is not a topic: ${problem}`);
}
