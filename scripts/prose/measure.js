/** Above these bounds a room reads like a riddle; model codebases stay at 0.3 to 1.2 and 0 to 7 %. */
export const MAX_RELATIVES_PER_100_WORDS = 2;
export const MAX_OPENINGS_PERCENT = 5;

const RELATIVES = new Set(['what', 'that', 'which', 'who', 'whose', 'whom', 'whoever', 'whatever']);
const PRONOUNS = new Set([
  'it',
  'its',
  'they',
  'them',
  'those',
  'one',
  'ones',
  'these',
  'this',
  'other',
  'others',
]);
const OPENING = /^(What|Whether|Who|Which|Where|How|That)\b/;

/** A passage shorter than five words is a label and no sentence. */
const MIN_WORDS = 5;
const NO_PROSE = /biome-ignore|Copyright|[{};=]{2}|=>/;

/**
 * A comment, a paragraph or a help text.
 * @typedef {{ readonly file: string, readonly line: number, readonly text: string }} Passage
 */

/**
 * Counts the hidden subjects of passages: relative pronouns and openings with a question word.
 * @param {readonly Passage[]} passages
 */
export function measure(passages) {
  const prose = passages.map(({ text }) => plain(text)).filter(isProse);
  const words = prose.flatMap(wordsOf);
  return {
    passages: prose.length,
    words: words.length,
    relativesPer100: percent(words.filter((word) => RELATIVES.has(word)).length, words.length),
    pronounsPer100: percent(words.filter((word) => PRONOUNS.has(word)).length, words.length),
    openingsPercent: percent(prose.filter((text) => OPENING.test(text)).length, prose.length),
  };
}

/** @param {ReturnType<typeof measure>} figures */
export function isPlain({ relativesPer100, openingsPercent }) {
  return (
    asPrinted(relativesPer100) <= MAX_RELATIVES_PER_100_WORDS &&
    asPrinted(openingsPercent) <= MAX_OPENINGS_PERCENT
  );
}

/**
 * The sentences with the most hidden subjects, worst first, and the shortest of equals first. An opening counts like a relative pronoun.
 * @param {readonly Passage[]} passages
 */
export function worstSentences(passages) {
  return passages
    .map((passage) => ({ ...passage, text: plain(passage.text) }))
    .filter(({ text }) => isProse(text))
    .flatMap(({ file, line, text }) => sentencesOf(text).map((sentence) => ({ file, line, sentence })))
    .map((found) => ({ ...found, hidden: hiddenSubjects(found.sentence) }))
    .filter(({ hidden }) => hidden > 0)
    .sort((a, b) => b.hidden - a.hidden || a.sentence.length - b.sentence.length);
}

/**
 * The files with the most relative pronouns in 100 words, worst first.
 * @param {readonly Passage[]} passages
 */
export function worstFiles(passages) {
  const files = [...new Set(passages.map(({ file }) => file))];
  return files
    .map((file) => ({ file, ...measure(passages.filter((passage) => passage.file === file)) }))
    .filter((figures) => !isPlain(figures))
    .sort((a, b) => b.relativesPer100 - a.relativesPer100);
}

/** With one decimal. */
function asPrinted(/** @type {number} */ figure) {
  return Number(figure.toFixed(1));
}

/** Code, addresses and JSDoc tags are no English: each becomes one neutral word or nothing. */
function plain(/** @type {string} */ text) {
  return text
    .replaceAll(/https?:\/\/\S+|`[^`]*`/g, 'X')
    .replaceAll(/@\w+(\s*\{[^}]*\})?/g, '')
    .trim();
}

function isProse(/** @type {string} */ text) {
  return text.split(/\s+/).length >= MIN_WORDS && !NO_PROSE.test(text);
}

function wordsOf(/** @type {string} */ text) {
  return (text.match(/[A-Za-z']+/g) ?? []).map((word) => word.toLowerCase());
}

function sentencesOf(/** @type {string} */ text) {
  return text.split(/(?<=[.!?:;])\s+/);
}

function hiddenSubjects(/** @type {string} */ sentence) {
  const relatives = wordsOf(sentence).filter((word) => RELATIVES.has(word)).length;
  return relatives + (OPENING.test(sentence) ? 1 : 0);
}

function percent(/** @type {number} */ part, /** @type {number} */ whole) {
  return whole === 0 ? 0 : (100 * part) / whole;
}
