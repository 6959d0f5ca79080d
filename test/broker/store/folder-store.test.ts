import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FolderStore, type FolderStoreOptions } from '../../../src/broker/store/folder-store.ts';
import type { StoreChange } from '../../../src/broker/store.ts';

let folder: string;
let told: string[];
let store: FolderStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-store-'));
  told = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  await rm(folder, { recursive: true });
});

const journal = () => join(folder, 'journal');

/** Opens the store; returns the changes in it. */
async function start(
  options: FolderStoreOptions = {},
  snapshot: () => Iterable<StoreChange> = () => [],
): Promise<StoreChange[]> {
  store = await FolderStore.open(folder, { tell: (line) => told.push(line), ...options });
  const changes: StoreChange[] = [];
  for await (const change of store.open(snapshot)) changes.push(change);
  return changes;
}

async function restart(): Promise<string[]> {
  await store.close();
  return (await start()).map(nameOf);
}

const retain = (topic: string, text = 'x'): StoreChange => ({
  type: 'retain',
  message: { topic, payload: Buffer.from(text), qos: 1, retain: true },
});
const nameOf = (change: StoreChange) =>
  change.type === 'retain' ? `${change.message.topic} ${change.message.payload}` : change.type;

async function fileMethods() {
  const file = await open(folder, 'r');
  await file.close();
  return Object.getPrototypeOf(file);
}

/** Fills the disk: the next write to a file writes half of its bytes, further writes none. */
async function fillDisk(): Promise<() => void> {
  const prototype = await fileMethods();
  const { write } = prototype;
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    errno: -28,
  });
  let hasRoom = true;
  const spy = vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [bytes, from, length, at] = args as [Buffer, number, number, number];
    if (!hasRoom || length < 2) return Promise.reject(full);
    hasRoom = false;
    return write.call(this, bytes, from, length >> 1, at);
  });
  return () => spy.mockRestore();
}

describe('a store in a folder', () => {
  it('has what was committed, in its order', async () => {
    expect(await start()).toEqual([]);
    for (let n = 0; n < 100; n++) store.write(retain('t', `${n}`));
    await store.commit();
    expect(store.commit()).toBeUndefined();
    expect((await stat(journal())).mode & 0o777).toBe(0o600);
    expect(await restart()).toEqual(Array.from({ length: 100 }, (_, n) => `t ${n}`));
    store.write(retain('t', 'not committed, closed'));
    expect((await restart()).at(-1)).toBe('t not committed, closed');
    expect(told).toEqual([]);
  });

  it('writes what comes together at once', async () => {
    await start();
    await store.commit();
    const write = vi.spyOn(await fileMethods(), 'write');
    store.write(retain('a'));
    const first = store.commit();
    store.write(retain('b'));
    const second = store.commit();
    await Promise.all([first, second]);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('writes soon what nobody waits for, and tells where it cannot', async () => {
    await start();
    await store.commit();
    store.write(retain('a'));
    await expect.poll(async () => (await readFile(journal(), 'utf8')).includes('"a"')).toBe(true);
    const makeRoom = await fillDisk();
    store.write(retain('b'));
    await expect.poll(() => told).toEqual([expect.stringMatching(/can't be written/)]);
    makeRoom();
    expect(await restart()).toEqual(['a x', 'b x']);
  });

  it('syncs after an acknowledgement where a time is given, and writes the journal anew where that fails', async () => {
    const datasync = vi.spyOn(await fileMethods(), 'datasync');
    await start({ syncWithinMs: 10 }, () => ['a', 'b', 'c'].map((topic) => retain(topic)));
    for (const topic of ['a', 'b']) {
      store.write(retain(topic));
      await store.commit();
    }
    await expect.poll(() => datasync.mock.calls.length).toBeGreaterThan(0);
    const failed = Object.assign(new Error('EIO'), { code: 'EIO' });
    datasync.mockImplementationOnce(() => Promise.reject(failed));
    store.write(retain('c'));
    await store.commit();
    await expect.poll(() => told.length, { timeout: 4000 }).toBe(2);
    expect(told).toEqual([expect.stringContaining("can't be written"), expect.stringContaining('again')]);
    expect(await restart()).toEqual(['a x', 'b x', 'c x']);
  });

  it('passes over a damaged record and tells its line', async () => {
    await start();
    for (const topic of ['a', 'b', 'c']) store.write(retain(topic));
    await store.close();
    const bytes = await readFile(journal());
    bytes[bytes.indexOf('"b"') + 1] = 'B'.charCodeAt(0);
    await writeFile(journal(), bytes);
    expect((await start()).map(nameOf)).toEqual(['a x', 'c x']);
    expect(told).toEqual([expect.stringMatching(/journal: 1 damaged \(line 3\), passed over/)]);
  });

  it('goes on behind the last whole record, wherever a crash cut the file', async () => {
    await start();
    for (const topic of ['a', 'b']) store.write(retain(topic));
    await store.close();
    const whole = await readFile(journal());
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (const length of [last, last + 1, last + 12, whole.length - 1]) {
      await writeFile(journal(), whole.subarray(0, length));
      expect((await start()).map(nameOf)).toEqual(['a x']);
      store.write(retain('c'));
      expect(await restart()).toEqual(['a x', 'c x']);
      await store.close();
    }
    await start();
    expect(told).toEqual([]);
  });

  it('goes on in the spare zeros that a killed broker left', async () => {
    await start();
    store.write(retain('a'));
    await store.commit();
    const left = await readFile(journal());
    expect(left.length).toBeGreaterThan(1_000_000);
    await store.close();
    expect((await stat(journal())).size).toBeLessThan(200);
    await writeFile(journal(), left);
    expect((await start()).map(nameOf)).toEqual(['a x']);
    store.write(retain('b'));
    expect(await restart()).toEqual(['a x', 'b x']);
    expect(told).toEqual([]);
  });

  it('begins anew in a file whose first record was not finished', async () => {
    await writeFile(journal(), '1234');
    expect(await start()).toEqual([]);
    store.write(retain('a'));
    expect(await restart()).toEqual(['a x']);
  });

  it.each(['hello\nworld\n', '["forget","a"]\n'])('refuses a file of another kind: %j', async (text) => {
    await writeFile(journal(), text);
    await expect(start()).rejects.toThrow(/journal is no journal of this version of building-sim/);
    expect(await readFile(journal(), 'utf8')).toBe(text);
  });

  it('acknowledges nothing on a full disk, tells it once, and lacks nothing once there is room', async () => {
    await start();
    store.write(retain('before'));
    await store.commit();
    const makeRoom = await fillDisk();
    for (const topic of ['a', 'b']) {
      store.write(retain(topic));
      await expect(store.commit()).rejects.toThrow(/journal can't be written: no space left on device/);
    }
    expect(told).toEqual([expect.stringMatching(/can't be written: no space left on device; no message/)]);
    makeRoom();
    store.write(retain('c'));
    await store.commit();
    expect(told.slice(1)).toEqual([expect.stringMatching(/can be written again, and lacks nothing/)]);
    expect(await restart()).toEqual(['before x', 'a x', 'b x', 'c x']);
  });

  it('lacks nothing where there is room for changes and none to spare', async () => {
    await start();
    await store.commit();
    await store.close();
    const prototype = await fileMethods();
    const { write } = prototype;
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 });
    vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
      const [bytes, from, length, at] = args as [Buffer, number, number, number];
      if (bytes[0] !== 0) return write.call(this, bytes, from, length, at);
      return from > 0 ? Promise.reject(full) : write.call(this, bytes, from, 50, at);
    });
    await start();
    for (let n = 0; n < 50; n++) {
      store.write(retain(`t${n}`));
      await store.commit();
    }
    const left = await readFile(journal());
    await store.close();
    await writeFile(journal(), left);
    expect((await start()).map(nameOf)).toEqual(Array.from({ length: 50 }, (_, n) => `t${n} x`));
    expect(told).toEqual([]);
  });

  it('tries a full disk again by itself', async () => {
    await start();
    await store.commit();
    const makeRoom = await fillDisk();
    store.write(retain('a'));
    await expect(store.commit()).rejects.toThrow(/until it can/);
    makeRoom();
    await expect.poll(() => told.length, { timeout: 3000 }).toBe(2);
  });

  it('has what was there before where it is killed on a full disk', async () => {
    await start();
    store.write(retain('before'));
    await store.commit();
    const makeRoom = await fillDisk();
    store.write(retain('a'));
    await expect(store.commit()).rejects.toThrow();
    const left = await readFile(journal());
    makeRoom();
    await store.close();
    await writeFile(journal(), left);
    expect((await start()).map(nameOf)).toEqual(['before x']);
  });

  it('is written anew where a full disk made it give up changes', async () => {
    const state = new Map<string, StoreChange>();
    await start({ maxUnwrittenBytes: 1000 }, () => state.values());
    const write = (topic: string) => {
      state.set(topic, retain(topic));
      store.write(retain(topic));
    };
    const makeRoom = await fillDisk();
    for (let n = 0; n < 100; n++) write(`t${n}`);
    await expect(store.commit()).rejects.toThrow();
    write('later');
    await expect(store.commit()).rejects.toThrow();
    makeRoom();
    write('last');
    await store.commit();
    expect(new Set(await restart())).toEqual(new Set([...state.keys()].map((topic) => `${topic} x`)));
  });

  it('is written anew while it is written on, and is at most twice its size', async () => {
    const state = new Map<string, StoreChange>();
    await start({ growthBytes: 4000 }, () => state.values());
    for (let n = 0; n < 3000; n++) {
      const change = retain(`t${n % 7}`, `${n}`);
      store.write(change);
      state.set(`t${n % 7}`, change);
      if (n % 10 === 0) await store.commit();
    }
    await store.close();
    expect((await stat(journal())).size).toBeLessThan(16_000);
    const found = new Map((await start()).map((change) => [nameOf(change).split(' ')[0], nameOf(change)]));
    expect([...found.values()].sort()).toEqual([...state.values()].map(nameOf).sort());
    expect(await readdir(folder)).not.toContain('journal.new');
  });

  it('refuses a folder that another broker uses', async () => {
    await start();
    await expect(FolderStore.open(folder)).rejects.toThrow(/is used by another broker, process \d+$/);
  });
});
