import { controlCharacterFault } from '../mqtt-protocol/string.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { ReadError, type Reader } from '../text/reader.ts';
import { type ParsedUrl, readUrls } from './broker-url.ts';
import { optional } from './values.ts';

/** A topic, and its broker unless that is the broker of the other options. */
export interface ReportPlace {
  readonly url: ParsedUrl | undefined;
  readonly topic: string;
}

/** `MIOT/jane/check`, or with its broker `mqtt://class.example.org/MIOT/jane/check`. */
const readReportPlace: Reader<ReportPlace> = (text) => {
  const [, address, rest] = /^([a-z-]+:\/\/[^/]*)(?:\/(.*))?$/is.exec(text) ?? [];
  const [url] = address === undefined ? [] : readUrls(address);
  if (url !== undefined && url.protocol !== 'mqtt' && url.protocol !== 'mqtts')
    throw new ReadError('use mqtt:// or mqtts://, or a topic alone');
  if (url?.password !== undefined || url?.username !== undefined)
    throw new ReadError('give user and password with --username and --password-file');
  const topic = address === undefined ? text : (rest ?? '');
  const fault =
    topic === '' ? 'name a topic behind the broker' : (topicNameFault(topic) ?? controlCharacterFault(topic));
  if (fault !== undefined) throw new ReadError(fault);
  return { url, topic };
};

export const reportToOption = {
  ...optional(
    {
      group: 'Output',
      takes: '[URL/]TOPIC',
      describe: 'publish the progress there, retained, for the board of dashboard',
      more: 'Without URL the broker is that of --url, or mqtt://localhost:1883.',
    },
    readReportPlace,
  ),
  // A wrong URL may carry a password.
  mask: (text: string) => (text.includes('@') ? '…' : text),
};
