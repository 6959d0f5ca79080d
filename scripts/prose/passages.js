/** @typedef {import('./measure.js').Passage} Passage */

/**
 * The comments of a JavaScript or TypeScript source: block comments, and runs of `//` lines as one comment each.
 * Comments behind code on the same line are short notes and left out.
 * @param {string} file
 * @param {string} source
 * @returns {Passage[]}
 */
export function commentsOf(file, source) {
  const pattern = /^[ \t]*(?:\/\*\*?([\s\S]*?)\*\/|(\/\/.*(?:\n[ \t]*\/\/.*)*))/gm;
  return [...source.matchAll(pattern)].map((match) => {
    const [, block = '', lines = ''] = match;
    const text = `${block}${lines}`.replaceAll(/^[ \t]*(?:\*|\/\/+)?[ \t]?/gm, '');
    return passage(file, source, match.index, text);
  });
}

/**
 * The paragraphs, list items and table rows of a Markdown text, without its code and headings.
 * @param {string} file
 * @param {string} markdown
 * @returns {Passage[]}
 */
export function paragraphsOf(file, markdown) {
  const prose = markdown
    .replaceAll(/^```[\s\S]*?^```|^ {4}\S.*$|^#.*$|^\|[-:| ]+\|$/gm, blank)
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1');
  const pattern = /(?:[-*] |\d+\. |\|)?(?:\S.*)(?:\n(?!\s*(?:[-*] |\d+\. |\|)).*\S.*)*/g;
  return [...prose.matchAll(pattern)].map((match) =>
    passage(file, prose, match.index, match[0].replace(/^(?:[-*]|\d+\.) /, '').replaceAll(/[|*]+/g, ' ')),
  );
}

/**
 * The texts of `--help`: literals of a property `describe`.
 * @param {string} file
 * @param {string} source
 * @returns {Passage[]}
 */
export function helpTextsOf(file, source) {
  const pattern = /\bdescribe:\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g;
  return [...source.matchAll(pattern)].map((match) => passage(file, source, match.index, match[2] ?? ''));
}

/** Keeps line breaks, so that later line numbers stay true. */
function blank(/** @type {string} */ text) {
  return text.replaceAll(/[^\n]+/g, '');
}

/**
 * @param {string} file
 * @param {string} source
 * @param {number} index
 * @param {string} text
 * @returns {Passage}
 */
function passage(file, source, index, text) {
  return { file, line: source.slice(0, index).split('\n').length, text: text.replaceAll(/\s+/g, ' ').trim() };
}
