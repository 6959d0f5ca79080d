import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainTopic } from '../src/building/explain.ts';
import { filterMatches, topicFilterFault } from '../src/mqtt-protocol/topic.ts';
import { runHere } from './cli/run-here.ts';
import { commandBlocks, splitLine } from './docs.ts';

const text = readFileSync('topics.md', 'utf8');

describe('the command lines of topics.md', () => {
  it.each(commandBlocks(text))('$line', async ({ line, output }) => {
    const { stdout } = await runHere(splitLine(line));
    expect(stdout.trimEnd().split('\n')).toEqual(output);
  });
});

describe('the questions of topics.md', () => {
  const questions = [
    ...text.matchAll(/^\*\*.*?Not\smatched: ([^\n]*(?:\n[^\n]+)*)\n\n {4}\$ (.*)\n((?: {4}.*\n?)+)/gm),
  ];

  it('are all read', () => {
    expect(questions).toHaveLength((text.match(/Not\smatched:/g) ?? []).length);
  });

  it.each(questions.map(([, excluded = '', line = '', answer = '']) => ({ excluded, line, answer })))(
    '$line leaves out what it says',
    ({ excluded, answer }) => {
      const filters = answer.trim().split(/\s+/);
      const topics = [...excluded.matchAll(/`([^`]+)`/g)].map(([, topic = '']) => topic);
      expect(topics.length).toBeGreaterThan(0);
      for (const topic of topics) {
        expect(filters.filter((filter) => filterMatches(filter, topic))).toEqual([]);
        expect(explainTopic(topic).kind).toBe('reading');
      }
    },
  );
});

describe('the filters written by hand', () => {
  const section = text.slice(text.search(/\| filter +\| matches/), text.indexOf('These are no filters'));
  const rows = section
    .split('\n')
    .slice(2)
    .filter((row) => row.startsWith('|'))
    .map((row) =>
      row.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)),
    );

  it('are six', () => {
    expect(rows).toHaveLength(6);
  });

  it.each(
    rows.map(([, [filter = ''] = [], matched = [], unmatched = []]) => ({ filter, matched, unmatched })),
  )('$filter', ({ filter, matched, unmatched }) => {
    expect(topicFilterFault(filter)).toBeUndefined();
    expect(matched.map((topic) => filterMatches(filter, topic))).toEqual(matched.map(() => true));
    expect(unmatched.map((topic) => filterMatches(filter, topic))).toEqual(unmatched.map(() => false));
  });

  it('and those that are none', () => {
    const sentence = /These are no filters:([\s\S]*?)\n\n/.exec(text)?.[1] ?? '';
    const wrong = [...sentence.matchAll(/`(BUILDING[^`]+)`/g)].map(([, filter = '']) => filter);
    expect(wrong).toHaveLength(3);
    expect(wrong.filter((filter) => topicFilterFault(filter) === undefined)).toEqual([]);
  });
});

describe('the levels of topics.md', () => {
  it('names only topics that are what it says', () => {
    const strict = [
      'BUILDING/P_02/N/1/TEMP',
      'BUILDING/P_2/n/1/TEMP',
      'BUILDING/P_2/N/0/TEMP',
      'BUILDING/P_2/N/1/TEMP/x',
    ];
    expect(strict.map((topic) => explainTopic(topic).kind)).toEqual(strict.map(() => 'topic'));
  });
});
