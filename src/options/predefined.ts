import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { topicFilterFault } from '../building/filter.ts';
import { OptionError } from './option.ts';
import type { Reader } from './values.ts';

export type PredefinedTopic = readonly [id: number, topic: string];

/** `ID=TOPIC`, or the name of a YAML file of lines `ID: TOPIC`. */
export const readPredefined: Reader<readonly PredefinedTopic[]> = (text) => {
  const match = /^(\d+)=(.*)$/s.exec(text);
  if (match) return [topicOf(match[1] ?? '', match[2])];
  const entries: unknown = parseFile(text);
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) {
    throw new OptionError(`'${text}' is no YAML file of lines such as 1: some/topic`);
  }
  return Object.entries(entries).map(([id, topic]) => topicOf(id, topic));
};

/** All that were given, in one map. */
export function predefinedTopics(
  given: readonly (readonly PredefinedTopic[])[],
): ReadonlyMap<number, string> {
  return new Map(given.flat());
}

function topicOf(idText: string, topic: unknown): PredefinedTopic {
  const id = Number(idText);
  if (!/^\d+$/.test(idText) || id < 1 || id > 0xfffe)
    throw new OptionError(`'${idText}': use an id of 1 to 65534`);
  if (typeof topic !== 'string') throw new OptionError(`the topic of id ${id} is no text`);
  const fault = topicFilterFault(topic);
  if (fault) throw new OptionError(`the topic of id ${id}: ${fault}`);
  return [id, topic];
}

function parseFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OptionError(`use ID=TOPIC or a YAML file; '${path}' can't be read: ${code}`);
  }
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new OptionError(`${path}: not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}
