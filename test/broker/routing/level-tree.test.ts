import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelTree } from '../../../src/broker/routing/level-tree.ts';
import { filterMatches } from '../../../src/mqtt-protocol/topic.ts';

const level = fc.constantFrom('a', 'b', '', '$x', '__proto__');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(
    fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 3 }),
    fc.oneof(level, fc.constantFrom('+', '#')),
  )
  .map(([levels, last]) => [...levels, last].join('/'));

function treeOf(paths: readonly string[]): LevelTree<string> {
  const tree = new LevelTree<string>();
  for (const path of paths) tree.set(path, `<${path}>`);
  return tree;
}

const named = (paths: Iterable<string>) => [...new Set([...paths].map((path) => `<${path}>`))].sort();

describe('a tree of levels', () => {
  it('finds the filters that match a topic', () => {
    fc.assert(
      fc.property(fc.array(filter), topic, (filters, published) => {
        const matching = filters.filter((one) => filterMatches(one, published));
        expect(treeOf(filters).matchingTopic(published).sort()).toEqual(named(matching));
      }),
    );
  });

  it('finds the topics that a filter matches', () => {
    fc.assert(
      fc.property(fc.array(topic), filter, (topics, asked) => {
        const matching = topics.filter((one) => filterMatches(asked, one));
        const found = [...treeOf(topics).matchingFilter(asked)].filter((value) => value !== undefined);
        expect(found.sort()).toEqual(named(matching));
      }),
    );
  });

  it('forgets what is deleted, and nothing else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(topic), fc.array(topic), (kept, deleted) => {
        const tree = treeOf([...kept, ...deleted]);
        for (const path of deleted) tree.delete(path);
        const left = kept.filter((path) => !deleted.includes(path));
        expect([...tree.values()].sort()).toEqual(named(left));
        expect(tree.size).toBe(left.length);
        for (const path of left) expect(tree.get(path)).toBe(`<${path}>`);
        for (const path of deleted) expect(tree.delete(path)).toBe(false);
      }),
    );
  });

  it('creates a value once', () => {
    const tree = new LevelTree<{ n: number }>();
    const first = tree.getOrSet('a/b', () => ({ n: 1 }));
    expect(tree.getOrSet('a/b', () => ({ n: 2 }))).toBe(first);
    expect(tree.size).toBe(1);
  });
});
