/**
 * Makes text from the network safe to show: controls (C0, DEL, C1), line separators, marks that reorder or
 * hide text, and lone surrogates become visible escapes. Other text stays unchanged.
 */
export function escapeControl(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, escapeCharacter);
}

/** Most text is plain. The search for unsafe characters takes ten times as long. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Invisible characters too, but for joiners and variation selectors: emoji and Persian are written with these. */
const UNSAFE =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

/** The same for a line of JSON: unsafe characters in its strings become JSON's own escapes. */
export function escapeJson(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
