import { CLIENT_LEVELS } from '../building/client-level.ts';
import { controlCharacterFault } from '../mqtt-protocol/string.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { type PlaceTemplate, readPlaceTemplate } from '../text/place-template.ts';
import { ReadError, type Reader, readDuration, readOneOf, readText } from '../text/reader.ts';
import { defaulted, optional } from './values.ts';

const readChurn: Reader<number> = (text) => {
  const rate = Number(text);
  if (/^\d*\.?\d+$/.test(text) && rate > 0 && rate <= 10_000) return rate;
  throw new ReadError('use the number of clients that go in a second, above 0 and at most 10000');
};

const readStatusTopic: Reader<PlaceTemplate | 'none'> = (text) => {
  if (text === 'none') return 'none';
  const template = readPlaceTemplate(text);
  const fault = topicNameFault(text) ?? controlCharacterFault(text);
  if (fault) throw new ReadError(fault);
  return template;
};

/** Many clients instead of one. */
export const clientsOptions = {
  clients: defaulted(
    {
      group: 'Clients',
      takes: 'LEVEL',
      default: 'building',
      choices: CLIENT_LEVELS,
      describe: 'one MQTT client (building), or one for each floor, wing, room or sensor',
      more: 'Each has its own connection, will and online state. --id, --username and --password are then templates: {floor}, {room} … stand for the place, {run} for a word of this process.',
    },
    readOneOf(CLIENT_LEVELS),
  ),
  'status-topic': optional(
    {
      group: 'Clients',
      takes: 'TOPIC',
      isRare: true,
      shown: '{topic}/status',
      describe: 'where each client keeps online or offline, retained; none for no such topic',
      more: 'It is the topic of its will, too. {topic} is the place of the client, such as BUILDING/P_2/O/4.',
    },
    readStatusTopic,
  ),
  credentials: {
    ...optional(
      {
        group: 'Clients',
        takes: 'FILE',
        isRare: true,
        describe: 'user and password of each client, ID:USER:PASSWORD a line',
      },
      readText,
    ),
    holdsSecret: true as const,
  },
  ramp: optional(
    {
      group: 'Clients',
      takes: 'TIME',
      isRare: true,
      shown: '2 ms a client',
      describe: 'spread the first connections over this time',
      more: 'Later connections come no faster.',
    },
    readDuration,
  ),
  churn: optional(
    {
      group: 'Clients',
      takes: 'RATE',
      isRare: true,
      describe: 'so many clients a second leave, vanish or connect from a second place',
      more: 'They are back after 1 to 10 s.',
    },
    readChurn,
  ),
} as const;
