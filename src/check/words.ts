/** The languages of the feedback. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in each language. */
export type Words = Readonly<Record<Language, string>>;

export function words(en: string, es: string): Words {
  return { en, es };
}

/** A text that is the same in each language, such as a topic. */
export function verbatim(text: string): Words {
  return { en: text, es: text };
}

/** Joins texts with a separator, in each language. */
export function joinWords(parts: readonly Words[], separator: string): Words {
  return words(parts.map(({ en }) => en).join(separator), parts.map(({ es }) => es).join(separator));
}
