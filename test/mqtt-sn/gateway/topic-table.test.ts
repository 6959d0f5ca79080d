import { describe, expect, it } from 'vitest';
import { Budget, Share } from '../../../src/mqtt-sn/gateway/budget.ts';
import { TopicTable } from '../../../src/mqtt-sn/gateway/topic-table.ts';

describe('the topic ids of a client', () => {
  it('end at 0xFFFE, which is the last that is not reserved', () => {
    const table = new TopicTable(100_000, new Share(new Budget(1e9)));
    const ids = Array.from({ length: 0xfffe }, (_, i) => table.assign(`t/${i}`)?.id);
    expect(ids.findIndex((id, i) => id !== i + 1)).toBe(-1);
    expect(table.assign('one too many')).toBeUndefined();
    expect(table.nameOf(0)).toBeUndefined();
    expect(table.nameOf(0xffff)).toBeUndefined();
  });

  it('share a budget with those of other clients, which gets its part back at the end', () => {
    const budget = new Budget(3 * 129);
    const [one, two] = [new TopicTable(10, new Share(budget)), new TopicTable(10, new Share(budget))];
    for (const name of ['a', 'b']) one.assign(name);
    expect(two.assign('c')?.id).toBe(1);
    expect(two.assign('d')).toBeUndefined();
    expect(two.reference('d/e', 0)).toEqual({ kind: 'full' });
    one.release();
    expect(two.assign('d')?.id).toBe(2);
    expect(one.nameOf(1)).toBeUndefined();
  });

  it('are limited by the length of their names, too', () => {
    const table = new TopicTable(10, new Share(new Budget(1e9), 100_000));
    expect(table.assign('a'.repeat(60_000))?.id).toBe(1);
    expect(table.assign('b'.repeat(60_000))).toBeUndefined();
    expect(table.assign('c')?.id).toBe(2);
  });

  it.each([
    ['an exact subscription by name', 'a/b', { kind: 'normal', id: 1 }],
    ['a short name', 'ab', { kind: 'short', name: 'ab' }],
    ['a predefined id', 'predefined', { kind: 'predefined', id: 7 }],
  ] as const)('name a message as the client subscribed to it: %s', (_name, topic, reference) => {
    const table = new TopicTable(10, new Share(new Budget(10_000)));
    if (reference.kind === 'normal') table.assignForClient(topic);
    else table.subscribedAs(topic, reference);
    expect(table.reference(topic, 0)).toEqual({ kind: 'usable', topic: reference });
  });

  it('a predefined id that the client refused is replaced by one to register', () => {
    const table = new TopicTable(10, new Share(new Budget(10_000)));
    table.subscribedAs('some/topic', { kind: 'predefined', id: 7 });
    table.forget({ kind: 'predefined', id: 7 });
    expect(table.reference('some/topic', 0)).toMatchObject({ kind: 'unknown', topic: { id: 1 } });
  });
});
