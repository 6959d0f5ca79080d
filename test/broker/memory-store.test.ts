import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/broker/memory-store.ts';

async function retained(store: MemoryStore, topic: string, text: string): Promise<void> {
  await store.storeRetained({ cmd: 'publish', topic, payload: Buffer.from(text), qos: 1, retain: true });
}

describe('retained messages for a new subscription', () => {
  it('are as they are when they are sent, however long they waited', async () => {
    const store = new MemoryStore();
    for (const topic of ['a', 'b', 'c']) await retained(store, topic, 'old');
    const read = await store.createRetainedStreamCombi(['#']).toArray();
    await retained(store, 'a', 'new');
    await retained(store, 'b', '');
    const sent = read.map(({ topic, payload }) => `${topic} ${payload}`);
    expect(sent).toEqual(['a new', 'b ', 'c old']);
  });

  it('are those of a filter, once each, and not those that begin with $', async () => {
    const store = new MemoryStore();
    for (const topic of ['a', 'a/b', 'x', '$SYS/a']) await retained(store, topic, 'text');
    await retained(store, 'x', '');
    const topics = async (...filters: readonly string[]) =>
      (await store.createRetainedStreamCombi(filters).toArray()).map(({ topic }) => topic);
    expect(await topics('#')).toEqual(['a', 'a/b']);
    expect(await topics('a/#', 'a', '+')).toEqual(['a', 'a/b']);
    expect(await topics('$SYS/#')).toEqual(['$SYS/a']);
    expect([...store.retained()].map(({ topic }) => topic)).toEqual(['a', 'a/b', '$SYS/a']);
  });
});
