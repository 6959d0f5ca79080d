/**
 * Makes text from the network safe to show: controls (C0, DEL, C1), line separators, marks that reorder or
 * hide text, and lone surrogates become visible escapes. Other text stays unchanged.
 */
export function escapeControl(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, escapeCharacter);
}

/** Most text is plain. The search for unsafe characters takes ten times as long. */
const PLAIN = /^[\x20-\x7e]*$/;

const UNSAFE =
  /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

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
