import { countFilters, MAX_FILTERS, selectionFilters } from '../building/selection.ts';
import { usageFailure } from '../failure.ts';
import { topicFilterFault } from '../mqtt-protocol/topic.ts';
import { ReadError, type Reader, readDuration, readInteger } from '../text/reader.ts';
import type { ParsedUrl } from './broker-url.ts';
import { layoutFileOption, selectionWithin } from './layout-file.ts';
import type { Settings } from './option.ts';
import { selectionOf, selectionOptions } from './selection.ts';
import { flag, optional, repeated } from './values.ts';

export const readTopicFilter: Reader<string> = (text) => {
  const fault = topicFilterFault(text);
  if (fault) throw new ReadError(`${fault} (a topic filter is, for example, BUILDING/+/O/#)`);
  return text;
};

/** The readings or topics that a command listens to. */
export const listeningOptions = {
  ...selectionOptions,
  layout: layoutFileOption,
  topic: repeated(
    {
      group: 'Building',
      alias: 't',
      takes: 'FILTER',
      describe: 'topic filter instead of the selection (repeatable)',
    },
    readTopicFilter,
  ),
} as const;

export const stopOptions = {
  count: optional(
    { group: 'Stop', alias: 'C', takes: 'N', describe: 'stop after N results' },
    readInteger(1),
  ),
  duration: optional({ group: 'Stop', takes: 'TIME', describe: 'stop after this time' }, readDuration),
  timeout: optional(
    {
      group: 'Stop',
      alias: 'W',
      takes: 'TIME',
      describe: 'stop after this time with exit code 27',
    },
    readDuration,
  ),
  'subscribe-only': flag({
    group: 'Stop',
    alias: 'E',
    isRare: true,
    describe: 'stop once subscribed, without a message; with --no-clean the broker keeps them for later',
  }),
} as const;

/** The options with filters of the user's own. */
export interface TopicSettings {
  readonly topic?: readonly string[];
  readonly url?: readonly ParsedUrl[];
}

/** The filters of `--topic`, and of a URL such as `mqtt://host/lab/#`. Throws a usage failure for a wrong one there. */
export function topicFiltersOf({ topic = [], url = [] }: TopicSettings): string[] {
  const ofUrl = url[0]?.topic;
  const fault = ofUrl === undefined ? undefined : topicFilterFault(ofUrl);
  if (fault !== undefined) throw usageFailure(`--url: its topic filter: ${fault}`);
  return [...new Set([...topic, ...(ofUrl === undefined ? [] : [ofUrl])])];
}

/** The filters to subscribe to. Throws a usage failure for more than `MAX_FILTERS`. */
export function filtersOf(
  settings: Settings<typeof listeningOptions> & TopicSettings,
  prefix: string | undefined,
): string[] {
  const topic = topicFiltersOf(settings);
  const selection = selectionOf(settings);
  if (topic.length > 0) {
    const level = Object.keys(selection)[0];
    if (level !== undefined)
      throw usageFailure(`--topic replaces the selection: leave --${level} or --topic out`);
    return topic;
  }
  return selectionFiltersOf(settings, prefix);
}

/** The filters of a selection. Throws a usage failure for more than `MAX_FILTERS`. */
export function selectionFiltersOf(
  settings: Settings<typeof selectionOptions> & { readonly layout: string | undefined },
  prefix: string | undefined,
): string[] {
  const selection = selectionWithin(settings);
  const count = countFilters(selection);
  if (count > MAX_FILTERS) {
    throw usageFailure(
      `the selection makes ${count} topic filters, more than ${MAX_FILTERS}: leave out --room or --floor`,
    );
  }
  return selectionFilters(selection, prefix);
}
