import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FolderStore } from '../../../src/broker/store/folder-store.ts';
import { readOldJournal } from '../../../src/broker/store/old-journal.ts';
import type { StoreChange } from '../../../src/broker/store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-old-'));
});
afterEach(() => rm(folder, { recursive: true }));

const packet = (topic: string, qos: number, brokerCounter: number, more: object = {}) =>
  JSON.stringify({
    ...{ cmd: 'publish', topic, payload: 'eA==', qos, retain: false, brokerId: 'b', brokerCounter },
    ...more,
  });

/** As the version with journal.jsonl wrote it. */
const OLD = [
  '["subscribe","keeper",[]]',
  '["subscribe","keeper",[{"topic":"k/#","qos":2},{"topic":"k/1","qos":1},{"topic":"j","qos":1}]]',
  '["unsubscribe","keeper",["x"]]',
  '["subscribe","gone",[]]',
  '["forget","gone"]',
  `["retain",${packet('r', 1, 1, { retain: true })}]`,
  `["enqueue",["keeper"],${packet('k/1', 2, 2)},["sender",7]]`,
  `["enqueue",["keeper"],${packet('j', 2, 3)}]`,
  `["enqueue",["keeper"],${packet('k/2', 2, 4)}]`,
  `["update","keeper",${packet('k/1', 2, 2, { messageId: 11 })}]`,
  `["update","keeper",${packet('j', 1, 3, { messageId: 12 })}]`,
  '["update","keeper",{"cmd":"pubrel","messageId":11,"brokerId":"pubrel 11","brokerCounter":1}]',
  '["clear","keeper",12]',
  '["release","sender",6]',
  `["will","willer",${packet('w', 1, 9)}]`,
  '["will-over","other"]',
  '["retain",{"cmd":"publi',
].join('\n');

const message = (topic: string, qos: 0 | 1 | 2, retain = false) => ({
  ...{ topic, payload: Buffer.from('x'), qos, retain },
});
const from = { clientId: 'sender', packetId: 7 };
const clientId = 'keeper';
const plain = { noLocal: false, retainAsPublished: false };
const NEW: readonly StoreChange[] = [
  { type: 'session', clientId, expirySeconds: 0xffff_ffff },
  {
    ...{ type: 'subscribe', clientId },
    subscriptions: [
      { filter: 'k/#', qos: 2, ...plain },
      { filter: 'k/1', qos: 1, ...plain },
      { filter: 'j', qos: 1, ...plain },
    ],
  },
  { type: 'unsubscribe', clientId, filters: ['x'] },
  { type: 'session', clientId: 'gone', expirySeconds: 0xffff_ffff },
  { type: 'session-end', clientId: 'gone' },
  { type: 'retain', message: message('r', 1, true) },
  { type: 'session', clientId: 'sender', expirySeconds: 0xffff_ffff },
  { type: 'receive', from },
  {
    type: 'enqueue',
    message: message('k/1', 2),
    deliveries: [{ clientId, sequence: 1, qos: 2, retain: false }],
  },
  {
    type: 'enqueue',
    message: message('j', 2),
    deliveries: [{ clientId, sequence: 2, qos: 1, retain: false }],
  },
  {
    type: 'enqueue',
    message: message('k/2', 2),
    deliveries: [{ clientId, sequence: 3, qos: 2, retain: false }],
  },
  { type: 'send', clientId, sequence: 1, packetId: 11 },
  { type: 'send', clientId, sequence: 2, packetId: 12 },
  { type: 'pubrec', clientId, sequence: 1 },
  { type: 'settle', clientId, sequence: 2 },
  { type: 'release', from: { clientId: 'sender', packetId: 6 } },
  { type: 'will', clientId: 'willer', will: { message: message('w', 1), delaySeconds: 0 } },
  { type: 'will-end', clientId: 'other' },
];

it('what an older version kept is read as changes of this one', async () => {
  await writeFile(join(folder, 'journal.jsonl'), OLD);
  expect([...readOldJournal(join(folder, 'journal.jsonl'))]).toEqual(NEW);
});

it('a folder of an older version is converted once, and told', async () => {
  await writeFile(join(folder, 'journal.jsonl'), OLD);
  for (const told of [[expect.stringMatching(/journal\.jsonl of an older version was converted$/)], []]) {
    const lines: string[] = [];
    const store = await FolderStore.open(folder, { tell: (line) => lines.push(line) });
    const changes: StoreChange[] = [];
    for await (const change of store.open(() => [])) changes.push(change);
    await store.close();
    expect(changes).toEqual(NEW);
    expect(lines).toEqual(told);
    expect(await readdir(folder)).toEqual(['journal']);
  }
});
