import { usageFailure } from '../failure.ts';
import { controlCharacterFault } from '../mqtt-protocol/string.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { ReadError, type Reader, readDuration, readInteger, readText } from '../text/reader.ts';
import type { ParsedUrl } from './broker-url.ts';
import type { Settings } from './option.ts';
import { flag, optional } from './values.ts';

export const readTopicName: Reader<string> = (text) => {
  const fault = topicNameFault(text) ?? controlCharacterFault(text);
  if (fault) throw new ReadError(fault);
  return text;
};

/** One message of the user's, to any topic, as in mosquitto_pub. */
export const rawMessageOptions = {
  topic: optional(
    {
      group: 'Message',
      alias: 't',
      takes: 'TOPIC',
      describe: 'one message, with -m TEXT, -f FILE, -s, -n or -l',
    },
    readTopicName,
  ),
  message: optional(
    { group: 'Message', alias: 'm', takes: 'TEXT', isRare: true, describe: 'the message' },
    readText,
  ),
  file: optional(
    { group: 'Message', alias: 'f', takes: 'FILE', isRare: true, describe: 'a file as the message' },
    readText,
  ),
  'stdin-file': flag({
    group: 'Message',
    alias: 's',
    isRare: true,
    describe: 'all of stdin as the message',
  }),
  'null-message': flag({ group: 'Message', alias: 'n', isRare: true, describe: 'an empty message' }),
  'stdin-line': flag({
    group: 'Message',
    alias: 'l',
    isRare: true,
    describe: 'each line of stdin as a message',
  }),
  repeat: optional(
    { group: 'Message', takes: 'N', isRare: true, describe: 'publish the message N times' },
    readInteger(1),
  ),
  'repeat-delay': optional(
    { group: 'Message', takes: 'TIME', isRare: true, describe: 'wait between repetitions' },
    readDuration,
  ),
} as const;

/** One message as the user wrote it, or one for each line of stdin. */
export type RawMessage =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'lines' };

/** The topic and message in the options; undefined if there is none. */
export function rawMessageOf(
  settings: Settings<typeof rawMessageOptions> & { readonly url?: readonly ParsedUrl[] },
): { topic: string; message: RawMessage } | undefined {
  const { message, file } = settings;
  const topic = rawTopicOf(settings);
  const messages: RawMessage[] = [];
  if (message !== undefined) messages.push({ kind: 'message', text: message });
  if (file !== undefined) messages.push({ kind: 'file', path: file });
  if (settings['stdin-file']) messages.push({ kind: 'stdin' });
  if (settings['null-message']) messages.push({ kind: 'empty' });
  if (settings['stdin-line']) messages.push({ kind: 'lines' });

  const [first, second] = messages;
  if (topic === undefined && first === undefined) return undefined;
  if (topic === undefined) throw usageFailure('-m, -f, -s, -n and -l need --topic, the topic to publish to');
  if (first === undefined) throw usageFailure('--topic needs one of -m MESSAGE, -f FILE, -s, -n and -l');
  if (second !== undefined) throw usageFailure('-m, -f, -s, -n and -l: use only one of them');
  return { topic, message: first };
}

/** The topic of `--topic`, or of a URL such as `mqtt://host/lab/hello`. Throws a usage failure for both, and for a wildcard. */
function rawTopicOf({
  topic,
  url,
}: {
  readonly topic: string | undefined;
  readonly url?: readonly ParsedUrl[];
}) {
  const ofUrl = url?.[0]?.topic;
  if (ofUrl === undefined) return topic;
  if (topic !== undefined) throw usageFailure(TWO_TOPICS);
  const fault = topicNameFault(ofUrl) ?? controlCharacterFault(ofUrl);
  if (fault !== undefined) throw usageFailure(`--url: its topic: ${fault}`);
  return ofUrl;
}

export const TWO_TOPICS = '--topic and the path of --url both name a topic: leave one of them out';
