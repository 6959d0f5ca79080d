import type { TopicSettings } from '../options/listening.ts';
import { hasTemplates } from '../options/templates.ts';
import type { Translated, TranslationOptions } from './translation-of.ts';

/** The translation of another program's messages, loaded only if the options name a template. Throws a usage failure. */
export async function foreignMessages(
  settings: TranslationOptions & TopicSettings,
  prefix: string | undefined,
): Promise<Translated | undefined> {
  if (!hasTemplates(settings)) return undefined;
  const { translationOf } = await import('./translation-of.ts');
  return translationOf(settings, prefix);
}
