const MAX_STRING_BYTES = 65_535;

/** The fault of a text as a UTF-8 string of MQTT, in words; undefined if valid. [MQTT-1.5.4-1, -2, 4.7.3-3] */
export function stringFault(text: string): string | undefined {
  if (text.includes('\0')) return 'it contains the character NUL';
  if (!text.isWellFormed()) return 'it is not valid UTF-8';
  if (Buffer.byteLength(text) > MAX_STRING_BYTES) return `it is longer than ${MAX_STRING_BYTES} bytes`;
  return undefined;
}

/**
 * True if a receiver may refuse the text for its characters: the control characters U+0001 to U+001F and U+007F to
 * U+009F, and Unicode's non-characters (MQTT 5.0 §1.5.4).
 */
export function hasDisallowedCharacters(text: string): boolean {
  return DISALLOWED_CHARACTERS.test(text);
}

/**
 * The fault of a text of the user's that brokers refuse for its characters. mosquitto and our broker close the
 * connection for such a topic, so a client would connect again and again.
 */
export function controlCharacterFault(text: string): string | undefined {
  if (!hasDisallowedCharacters(text)) return undefined;
  return 'it contains a control character, which brokers refuse (a file with Windows line ends?)';
}

const DISALLOWED_CHARACTERS = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;
