import { readFileSync } from 'node:fs';
import { topicFilterFault } from '../mqtt-protocol/topic.ts';
import { systemFault } from '../named-file.ts';
import { ReadError, type Reader } from '../text/reader.ts';

export type PredefinedTopic = readonly [id: number, topic: string];

/** `ID=TOPIC`, or the name of a YAML file of lines `ID: TOPIC`. */
export const readPredefined: Reader<readonly PredefinedTopic[]> = (text) => {
  const match = /^(\d+)=(.*)$/s.exec(text);
  return match ? [predefinedTopic(match[1] ?? '', match[2] ?? '')] : readFile(text);
};

/** All that were given, in one map. */
export function predefinedTopics(
  given: readonly (readonly PredefinedTopic[])[],
): ReadonlyMap<number, string> {
  return new Map(given.flat());
}

function predefinedTopic(idText: string, topic: string): PredefinedTopic {
  const id = Number(idText);
  if (id < 1 || id > 0xfffe) throw new ReadError(`'${idText}': use an id of 1 to 65534`);
  const fault = topicFilterFault(topic);
  if (fault) throw new ReadError(`the topic of id ${id}: ${fault}`);
  return [id, topic];
}

/** Of YAML just what these files need, plain or quoted text: its library would slow every command's start. */
const LINE = /^(\d+)\s*:\s+(?:"([^"\\]*)"|'((?:[^']|'')*)'|([^\s"'#&*!|>%@`[{].*?))(?:\s+#.*)?$/;
const NOTHING = /^\s*(#.*)?$|^---\s*$/;

function readFile(path: string): readonly PredefinedTopic[] {
  return readText(path)
    .split(/\r?\n/)
    .flatMap((line, i) => {
      if (NOTHING.test(line)) return [];
      const match = LINE.exec(line.trimEnd());
      if (!match) throw new ReadError(`${path}:${i + 1}: expected a line such as 1: some/topic`);
      const [, id = '', double, single, plain = ''] = match;
      return [predefinedTopic(id, double ?? single?.replaceAll("''", "'") ?? plain)];
    });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ReadError(`use ID=TOPIC or a YAML file; '${path}' can't be read: ${systemFault(error)}`);
  }
}
