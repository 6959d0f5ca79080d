import { describe, expect, it } from 'vitest';
import { isPlain, measure, worstFiles, worstSentences } from '../../scripts/prose/measure.js';
import { commentsOf, helpTextsOf, paragraphsOf } from '../../scripts/prose/passages.js';

const textsOf = (passages: readonly { readonly text: string }[]) => passages.map(({ text }) => text);
const passagesOf = (...texts: readonly string[]) => texts.map((text) => ({ file: 'a.ts', line: 1, text }));

describe('comments are found', () => {
  it.each([
    [
      'a block',
      '/** Reads a topic.\n * Fails where none is. */\nx();',
      ['Reads a topic. Fails where none is.'],
    ],
    ['an indented block', '  /* Two\n   * lines. */', ['Two lines.']],
    [
      'a run of lines',
      '// First line,\n// second line.\ncode();\n// Another.',
      ['First line, second line.', 'Another.'],
    ],
    ['no globs', "const files = glob('src/**/*.ts', 'test/**');", []],
    ['no notes behind code', 'x(); // a note', []],
  ])('%s', (_, source, expected) => {
    expect(textsOf(commentsOf('a.ts', source))).toEqual(expected);
  });

  it('with the line they begin in', () => {
    expect(commentsOf('a.ts', 'x();\n\n// Here.')).toEqual([{ file: 'a.ts', line: 3, text: 'Here.' }]);
  });
});

describe('the prose of a document', () => {
  it.each([
    ['paragraphs', 'One\nparagraph.\n\nAnother.', ['One paragraph.', 'Another.']],
    ['no headings', '# What it is\n\nText.', ['Text.']],
    ['no fenced code', 'Text.\n\n```sh\nwhat that which\n```\n\nMore.', ['Text.', 'More.']],
    ['no indented code', 'Text.\n\n    $ what that which\n', ['Text.']],
    ['list items', '- one thing\n- another\n  thing\n', ['one thing', 'another thing']],
    ['table rows', '| a | b |\n|---|---|\n| c | d |', ['a b', 'c d']],
    ['the words of links', 'See [the list](https://what.that).', ['See the list.']],
  ])('%s', (_, markdown, expected) => {
    expect(textsOf(paragraphsOf('a.md', markdown))).toEqual(expected);
  });

  it.each([
    ["describe: 'port of the broker',", ['port of the broker']],
    ['describe:\n  "don\'t check the certificate",', ["don't check the certificate"]],
    ["group: 'Stop'", []],
  ])('help text of %j', (source, expected) => {
    expect(textsOf(helpTextsOf('a.ts', source))).toEqual(expected);
  });
});

describe('the figures', () => {
  it.each([
    ['plain', ['The broker sends PUBACK before it stores.'], 0, 0],
    [
      'one relative pronoun in ten words',
      ['The client that sent the message waits for its acknowledgement.'],
      10,
      0,
    ],
    ['an opening', ['What the broker sent to a client.', 'The port of the broker.'], 100 / 12, 50],
    ['code spans are no words', ['The field `that which who` is empty here.'], 0, 0],
    ['short labels are left out', ['What it is.'], 0, 0],
  ])('%s', (_, texts, relativesPer100, openingsPercent) => {
    const figures = measure(passagesOf(...texts));
    expect(figures.relativesPer100).toBeCloseTo(relativesPer100);
    expect(figures.openingsPercent).toBeCloseTo(openingsPercent);
  });

  it.each([
    [2, 5, true],
    [2.1, 0, false],
    [0, 5.1, false],
  ])('%d relative pronouns and %d %% of openings', (relativesPer100, openingsPercent, expected) => {
    const rest = { passages: 100, words: 1000, pronounsPer100: 0 };
    expect(isPlain({ ...rest, relativesPer100, openingsPercent })).toBe(expected);
  });

  it('the worst file comes first, plain ones not at all', () => {
    const passages = [
      { file: 'plain.ts', line: 1, text: 'The broker sends PUBACK before it stores.' },
      { file: 'bad.ts', line: 1, text: 'The client that sent the message waits for its acknowledgement.' },
      { file: 'worse.ts', line: 1, text: 'Whoever asks what that means waits.' },
    ];
    expect(worstFiles(passages).map(({ file }) => file)).toEqual(['worse.ts', 'bad.ts']);
  });

  it('the worst sentence comes first, plain ones not at all', () => {
    const sentences = worstSentences(
      passagesOf(
        'The client reads the topic. A message that came late counts.',
        'Whoever asks what that means waits.',
      ),
    );
    expect(sentences.map(({ sentence }) => sentence)).toEqual([
      'Whoever asks what that means waits.',
      'A message that came late counts.',
    ]);
  });
});
