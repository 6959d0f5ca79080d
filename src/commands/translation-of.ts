import { selectionFiltersOf, type TopicSettings, topicFiltersOf } from '../options/listening.ts';
import type { Settings } from '../options/option.ts';
import { selectionOf, type selectionOptions } from '../options/selection.ts';
import { foreignReading } from '../options/template-settings.ts';
import type { templateOptions } from '../options/templates.ts';
import type { MessageTranslation } from '../services/for-each-reading.ts';
import { createTranslation } from '../services/translation.ts';

export type TranslationOptions = Settings<typeof templateOptions> &
  Settings<typeof selectionOptions> & { readonly layout: string | undefined };

export interface Translated {
  readonly translation: MessageTranslation;
  /** The filters of the readings under our own topics. */
  readonly filters: readonly string[];
}

/**
 * The translation of another program's messages; undefined if the options name no template. Filters of the user's own
 * replace the template's. Throws a usage failure.
 */
export function translationOf(
  settings: TranslationOptions & TopicSettings,
  prefix: string | undefined,
): Translated | undefined {
  const selection = selectionOf(settings);
  const foreign = foreignReading(settings, selection);
  if (foreign === undefined) return undefined;
  const topic = topicFiltersOf(settings);
  const { topics, place } = foreign;
  const head = prefix === undefined ? '' : `${prefix}/`;
  const own = selectionFiltersOf(settings, undefined);
  const wanted = topics === undefined ? selectionFiltersOf(settings, prefix) : [head + topics.filter(place)];
  const filters = topic.length > 0 ? topic : wanted;
  return { translation: createTranslation({ ...foreign, selection, filters }), filters: own };
}
